"""`steppewatch audit verify | head | export`: the audit log seen from the machine, past the API."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from cloud.audit import chain, repository
from cloud.audit.chain import Break, Head
from cloud.database.engine import Database
from cloud.settings import CloudSettings
from runtime import settings
from runtime.faults import PlainFault, tell

BROKEN = 1


def main(argv: Sequence[str] | None = None) -> int:
    """0: as asked; 1: the chain is broken; 2: could not be done, with a plain message."""
    options = _parser().parse_args(argv)
    try:
        loaded = settings.load(options.config, CloudSettings)
        database = loaded.database.open()
        try:
            return _do(options, database)
        except DatabaseError as fault:
            raise PlainFault(
                f"{loaded.database.name}: the audit log cannot be read: {fault.orig}; see that"
                " `[database]` names the centre's records and that the centre has run once"
            ) from fault
        finally:
            database.close()
    except PlainFault as fault:
        return tell(fault)


def _do(options: argparse.Namespace, database: Database) -> int:
    expected = None
    if options.verb == "verify" and options.head is not None:
        expected = chain.parse_head(options.head)
        if expected is None:
            raise PlainFault(f"--head {options.head}: not a head; give NUMBER:SEAL as `audit head` prints it")
    with database.read() as session:
        match options.verb:
            case "verify":
                return _verify(session, expected)
            case "export":
                return _export(session, options.to)
    with database.read() as session:
        _say(str(repository.head(session)))
    return 0


def _verify(session: Session, expected: Head | None) -> int:
    due = repository.due(session)
    last = Head(0, chain.GENESIS)
    with _bar() as bar:
        task = bar.add_task("核对 verifying", total=max(due, 1))
        for found in chain.walk(repository.all_entries(session), expected):
            if isinstance(found, Break):
                return _broken(found)
            last = found
            if found.number % 1_000 == 0:
                bar.update(task, completed=found.number)
        bar.update(task, completed=max(due, 1))
    if last.number < due:
        return _broken(Break(last.number + 1, f"the log ends at entry {last.number}, but {due} were written"))
    _say(f"OK {last.number} 条记录连续完整 entries, unbroken. head {last}")
    if expected is None:
        _say(
            "提示:请将 head 另存他处,以后用 --head 核对,可发现整段重写或截尾。\n"
            "Keep the head elsewhere: `verify --head` then finds a log that was written anew or cut off."
        )
    return 0


def _export(session: Session, to: Path | None) -> int:
    if to is None:
        for line in _lines(session):
            _say(line)
        return 0
    try:
        with to.open("x", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in _lines(session))
    except OSError as fault:
        raise PlainFault(f"{to}: cannot be written: {fault.strerror}; name a new file") from fault
    return 0


def _lines(session: Session) -> Iterator[str]:
    for entry in repository.all_entries(session):
        yield json.dumps({**asdict(entry.content), "seal": entry.seal}, ensure_ascii=False, sort_keys=True)


def _broken(found: Break) -> int:
    sys.stderr.write(
        f"BROKEN 审计日志在第 {found.number} 条断裂"
        f" the audit log is broken at entry {found.number}: {found.what}\n"
    )
    return BROKEN


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="steppewatch audit",
        description="审计日志:核对、导出。 The audit log: verify its chain, print its head, export it.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verify = verbs.add_parser("verify", help="核对整条链 walk the chain and name the first broken entry")
    verify.add_argument("--head", help="a head noted earlier (NUMBER:SEAL), which must still be in the log")
    head = verbs.add_parser("head", help="打印链头 print the last entry's number and seal, to keep elsewhere")
    export = verbs.add_parser("export", help="导出 write every entry as one line of JSON")
    export.add_argument("--to", type=Path, help="a new file; default: the standard output")
    for verb in (verify, head, export):
        verb.add_argument("--config", type=Path, required=True, help="the centre's TOML file")
    return parser
