"""`edge-agent import`: the site's list of points (点位表) into the settings file.

Every fault of the list is told by its cell, all at once; nothing is written while there is one. The new
file is checked whole, as `run` would, before it takes the place of the old one.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from device_profiles import loader
from device_profiles.loader import ProfileError
from device_profiles.site_list import reading, sheets, template
from device_profiles.site_list.reading import SiteList
from device_profiles.site_list.sheets import SheetError
from edge_agent.plan import load_plan
from edge_agent.site_import import Changes, ImportFault, Target, choose, merge, rule_of, targets
from edge_agent.tools.arguments import add_json
from runtime.settings import SettingsError

#: Faults and changes told in full; more are counted.
_SHOWN = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`LIST --config FILE --bus NAME`, or `--template FILE`."""
    parser.add_argument(
        "list", nargs="?", type=Path, metavar="LIST", help="点位表 CSV 或 xlsx / the site's list"
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="TOML 配置文件 / the settings file")
    parser.add_argument("--bus", metavar="NAME", help="点位所属的总线 / the bus of the panel")
    parser.add_argument(
        "--device", metavar="NAME", help="总线上的设备 / the device, where the bus has several"
    )
    parser.add_argument("--panel", type=int, metavar="N", help="只导入该控制器的行 / only this panel's rows")
    parser.add_argument("--sheet", metavar="NAME", help="工作表 / the sheet of an Excel file")
    parser.add_argument(
        "--remove", action="store_true", help="删除列表中没有的点位 / remove points not in the list"
    )
    parser.add_argument("--dry-run", action="store_true", help="只显示，不写入 / show, write nothing")
    parser.add_argument(
        "--template", type=Path, metavar="FILE", help="写出空白点位表 xlsx / write an empty list"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """0: imported, or nothing to do; 1: the list has faults. Raises PlainFault where nothing can be read."""
    if options.template is not None:
        return _write_template(options.template)
    if options.list is None or options.config is None or options.bus is None:
        raise ImportFault("需要 LIST、--config 和 --bus / LIST, --config and --bus are needed; see --help")
    before = _bytes(options.config)
    document = _document(options.config, before)
    target = choose(targets(document, options.bus), options.device)
    found = _read_list(options, target)
    if found.faults:
        _tell_faults(options, found)
        return 1
    changes = merge(target, found.points, remove=options.remove)
    text = tomlkit.dumps(document)
    checked = changes.any and _check(options.config, text)
    if checked and not options.dry_run:
        _replace(options.config, before, text)
    _tell(options, found, changes)
    return 0


def _write_template(path: Path) -> int:
    try:
        with path.open("xb") as file:
            file.write(template.workbook())
    except FileExistsError:
        raise ImportFault(f"{path}: 已存在 / exists already; choose another name") from None
    except OSError as fault:
        raise ImportFault(f"{path}: 不能写入 / cannot be written: {fault.strerror}") from None
    sys.stdout.write(f"{path}: 已写出 / written\n")
    return 0


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise ImportFault(f"{path}: 不能读取 / cannot be read: {fault.strerror}; check the path") from None


def _document(path: Path, data: bytes) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(data.decode("utf-8-sig"))
    except (TOMLKitError, UnicodeDecodeError) as fault:
        raise ImportFault(f"{path}: {fault}; 先用 lint 检查 / mend it first, see edge-agent lint") from None


def _read_list(options: argparse.Namespace, target: Target) -> SiteList:
    settings = options.config.resolve().parent
    own = _document(options.config, _bytes(options.config)).get("profiles")
    try:
        profile = loader.load(target.profile, settings / str(own) if own else None).profile
        sheet = sheets.read(options.list.name, _bytes(options.list), options.sheet)
    except ProfileError as fault:
        raise ImportFault(f"{options.config}: {target.name}: {fault}") from None
    except SheetError as fault:
        raise ImportFault(f"{options.list}: {fault}") from None
    return reading.read(sheet, rule_of(profile), options.panel)


def _check(path: Path, text: str) -> bool:
    """Load the new settings whole, beside the old. Raises SettingsError naming the file that is meant."""
    trial = path.with_name(f".{path.name}.import-{os.getpid()}")
    try:
        _write(trial, text, path)
        load_plan(trial)
    except SettingsError as fault:
        said = str(fault).replace(str(trial), str(path))
        raise SettingsError(f"{said}\n没有写入 / nothing was written") from None
    finally:
        trial.unlink(missing_ok=True)
    return True


def _replace(path: Path, before: bytes, text: str) -> None:
    """Put the new file in the old one's place, unless somebody changed that meanwhile."""
    trial = path.with_name(f".{path.name}.import-{os.getpid()}")
    try:
        _write(trial, text, path)
        if _bytes(path) != before:
            raise ImportFault(f"{path}: 期间被修改；请重试 / was changed meanwhile; import again")
        trial.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        trial.unlink(missing_ok=True)


def _write(trial: Path, text: str, like: Path) -> None:
    try:
        descriptor = os.open(trial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, like.stat().st_mode & 0o777)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        raise ImportFault(f"{trial.parent}: 不能写入 / cannot be written: {fault.strerror}") from None


def _tell_faults(options: argparse.Namespace, found: SiteList) -> None:
    if options.json:
        rows = [
            {"row": fault.row, "column": fault.column, "zh": fault.zh, "en": fault.en}
            for fault in found.faults
        ]
        sys.stdout.write(json.dumps({"faults": rows, "points": len(found.points)}, ensure_ascii=False) + "\n")
        return
    lines = [f"{options.list}: {fault}" for fault in found.faults[:_SHOWN]]
    lines += _more(len(found.faults) - _SHOWN)
    lines.append(f"{len(found.faults)} 处错误，没有写入 / faults, nothing was written")
    sys.stderr.write("\n".join(lines) + "\n")


def _tell(options: argparse.Namespace, found: SiteList, changes: Changes) -> None:
    if options.json:
        told = {
            "points": len(found.points),
            "added": changes.added,
            "changed": changes.changed,
            "same": changes.same,
            "missing": changes.missing,
            "removed": changes.removed,
            "written": changes.any and not options.dry_run,
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return
    lines = [
        *_listed("+", changes.added),
        *_listed("~", (f"{address}  {'; '.join(what)}" for address, what in changes.changed.items())),
        *_listed("-", changes.removed),
        *_listed(
            "?", (f"{address}  不在列表中，保留 / not in the list, kept" for address in changes.missing)
        ),
        f"{len(found.points)} 个点位 / points: {len(changes.added)} 新增 / added, "
        f"{len(changes.changed)} 变更 / changed, {changes.same} 不变 / as they were, "
        f"{len(changes.removed)} 删除 / removed",
    ]
    if not changes.any:
        lines.append(f"{options.config}: 无需改动 / nothing to do")
    elif options.dry_run:
        lines.append("试运行，没有写入 / dry run, nothing was written")
    else:
        lines.append(f"{options.config}: 已写入 / written")
    sys.stdout.write("\n".join(lines) + "\n")


def _listed(mark: str, texts: Iterable[str]) -> list[str]:
    listed = [f"{mark} {text}" for text in texts]
    return listed[:_SHOWN] + _more(len(listed) - _SHOWN)


def _more(count: int) -> list[str]:
    return [f"… 另有 {count} 条 / and {count} more"] if count > 0 else []
