"""`steppewatch draw check | freeze | run | verify | show | verifier | schema`: a draw from plan to record.

Freeze before the sources speak and publish the file; run when they have spoken and publish the record.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cloud.draw_verifier import verify_draw
from cloud.inspection_draw import entropy, page, plan, reading, record, summary, verify
from cloud.inspection_draw.canonical import Document, NotCanonical, from_file, to_file
from cloud.inspection_draw.plan import PlanFile
from runtime import clock
from runtime.faults import PlainFault, tell

Verb = Callable[[argparse.Namespace, datetime], int]
DIFFERS = 1
NOT_ALL_SERVED = 3


def main(argv: Sequence[str] | None = None, now_ms: Callable[[], int] = clock.now_ms) -> int:
    """0: as asked; 1: a record does not agree; 2: could not be done; 3: drawn, but not all can be served."""
    options = _parser().parse_args(argv)
    now = datetime.fromtimestamp(now_ms() / 1000, UTC).replace(microsecond=0)
    try:
        verb: Verb = options.run
        return verb(options, now)
    except PlainFault as fault:
        return tell(fault)


def _check(options: argparse.Namespace, now: datetime) -> int:
    """What would be frozen now, and every fault of plan and lists."""
    found = plan.load(options.plan)
    _say(summary.of(record.freeze(found, reading.rolls(found), now)))
    return 0


def _freeze(options: argparse.Namespace, now: datetime) -> int:
    found = plan.load(options.plan)
    document = record.freeze(found, reading.rolls(found), now)
    file = options.output or _beside(options.plan, "commitment")
    _write_new(file, to_file(document))
    _say(summary.of(document))
    _say(
        f"\n已写入 {file}。请于 {found.entropy.not_before.isoformat()} 之前在 {found.published_at} 公布。\n"
        f"Written. Publish it at that place before that time."
    )
    return 0


def _run(options: argparse.Namespace, now: datetime) -> int:
    found = plan.load(options.plan)
    if now < found.entropy.not_before:
        raise PlainFault(
            f"[entropy] not_before {found.entropy.not_before.isoformat()}: 尚未到随机源公布时间。"
            " The sources have not spoken yet; run the draw then"
        )
    file = options.commitment or _beside(options.plan, "commitment")
    frozen, rolls = _unchanged(file, found)
    values = entropy.load(options.entropy or options.plan.with_suffix(".entropy.toml"))
    document = record.complete(frozen, found, rolls, values)
    target = options.output or _beside(options.plan, "record")
    _write_new(target, to_file(document))
    _write_new(target.with_suffix(".html"), page.of(document).encode())
    _say(summary.of(document))
    _say(f"\n已写入 written: {target}, {target.with_suffix('.html')}")
    return NOT_ALL_SERVED if document["result"]["unserved"] else 0


def _unchanged(file: Path, found: PlanFile) -> tuple[Document, Any]:
    """What was frozen, when plan and lists are still the same. Raises PlainFault naming the first change."""
    try:
        document = from_file(_read(file, "freeze the plan first: steppewatch draw freeze"))
    except NotCanonical as fault:
        raise PlainFault(f"{file}: {fault}; take the file that was published") from None
    _, _, at = record.read_inputs(document)
    rolls = reading.rolls(found)
    again = record.freeze(found, rolls, at)
    change = next(verify.along_the_chain(document, again), None)
    if change is not None:
        raise PlainFault(
            f"{file}: 计划或名单在冻结后有改动 plan or lists have changed since they were frozen: {change};"
            " draw with what was published, or name a new plan with later sources"
        )
    return again, rolls


def _verify(options: argparse.Namespace, now: datetime) -> int:
    data = _read(options.record, "check the path")
    noted = options.commitment and options.commitment.strip().lower()
    answers = {
        "steppewatch": verify.first_difference(data, noted),
        "verify_draw.py": verify_draw.first_difference(data, noted),
    }
    for name, difference in answers.items():
        if difference is not None:
            sys.stderr.write(f"不一致 DIFFERS ({name}): {difference}\n")
    if any(answers.values()):
        return DIFFERS
    document = from_file(data)
    _say(f"一致 AGREES: {options.record}")
    for name, seal in document["seals"].items():
        _say(f"  {name:<10} {seal}")
    if options.commitment is None:
        _say(
            "请与事先公布的 commitment 核对,或用 --commitment 给出。\n"
            "Compare `commitment` with the one published beforehand, or give that with --commitment."
        )
    return 0


def _show(options: argparse.Namespace, now: datetime) -> int:
    data = _read(options.record, "check the path")
    difference = verify.first_difference(data)
    if difference is not None:
        raise PlainFault(f"{options.record}: {difference}; only a record that agrees is shown")
    document = from_file(data)
    if options.html:
        _write_new(options.html, page.of(document).encode())
    else:
        _say(summary.of(document))
    return 0


def _verifier(options: argparse.Namespace, now: datetime) -> int:
    """The citizen's verifier, to be published beside the record."""
    _write_new(options.to, Path(verify_draw.__file__).read_bytes())
    return 0


def _schema(options: argparse.Namespace, now: datetime) -> int:
    _say(json.dumps(PlanFile.model_json_schema(), ensure_ascii=False, indent=2))
    return 0


def _beside(path: Path, what: str) -> Path:
    return path.with_suffix(f".{what}.json")


def _read(file: Path, cure: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise PlainFault(f"{file}: 无法读取 cannot be read: {fault.strerror}; {cure}") from None


def _write_new(file: Path, data: bytes) -> None:
    """What was published is never written over."""
    try:
        with file.open("xb") as target:
            target.write(data)
    except FileExistsError:
        raise PlainFault(f"{file}: 已存在 is there already; name a new file with --output") from None
    except OSError as fault:
        raise PlainFault(
            f"{file}: 无法写入 cannot be written: {fault.strerror}; name another place"
        ) from None


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="steppewatch draw",
        description="双随机一公开:冻结、抽取、核验。 The inspection draw: freeze, draw, verify.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    def add(
        name: str, run: Callable[[argparse.Namespace, datetime], int], words: str, first: str = ""
    ) -> Any:
        verb: argparse.ArgumentParser = verbs.add_parser(name, help=words, description=words)
        verb.set_defaults(run=run)
        if first:
            verb.add_argument(first, type=Path, metavar=first.upper())
        return verb

    add("check", _check, "检查计划与名单 check plan and lists, write nothing", "plan")
    frozen = add("freeze", _freeze, "冻结并生成承诺文件 freeze: the file to publish beforehand", "plan")
    frozen.add_argument("--output", type=Path, metavar="FILE", help="default: PLAN.commitment.json")
    run = add("run", _run, "抽取 draw, once the sources have spoken", "plan")
    run.add_argument("--commitment", type=Path, metavar="FILE", help="default: PLAN.commitment.json")
    run.add_argument("--entropy", type=Path, metavar="FILE", help="default: PLAN.entropy.toml")
    run.add_argument("--output", type=Path, metavar="FILE", help="default: PLAN.record.json")
    checked = add("verify", _verify, "核验 recompute a record with both verifiers", "record")
    checked.add_argument("--commitment", metavar="SHA256", help="as published beforehand 事先公布的摘要")
    shown = add("show", _show, "显示 a record for people", "record")
    shown.add_argument("--html", type=Path, metavar="FILE", help="write the page instead 写成网页")
    given = add("verifier", _verifier, "导出独立核验程序 write out the verifier that stands alone")
    given.add_argument("--to", type=Path, metavar="FILE", default=Path("verify_draw.py"))
    add("schema", _schema, "计划文件的 JSON Schema of the plan file")
    return parser
