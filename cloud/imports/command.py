"""`steppewatch import places FILE --config cloud.toml`: the same import from the command line.

Whoever can run this can read the centre's settings and records: the machine is the authority here.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from cloud.database import migrate
from cloud.database.engine import Database
from cloud.errors import ApiError
from cloud.imports import desk, repository
from cloud.imports.columns import KINDS, kind_of
from cloud.imports.service import Importer
from cloud.imports.sheets import WORKBOOK
from cloud.imports.state import State
from cloud.people.asker import Asker, Permission
from cloud.settings import CloudSettings
from runtime import clock, logging, settings
from runtime.faults import PlainFault, tell

_MACHINE = Asker("command", areas=("15",), permissions=frozenset(Permission), via="command")
_SHOWN = 20


def main(argv: Sequence[str] | None = None) -> int:
    """0: applied, or checked without a fault; 1: faults, nothing was written; 2: it could not begin."""
    options = _parser().parse_args(argv)
    logging.configure("warning")
    try:
        loaded = settings.load(options.config, CloudSettings)
        kind = options.kind or kind_of(re.sub(r"[-_ ]?[0-9]+$", "", options.file.stem)) or WORKBOOK
        if not options.file.is_file():
            raise PlainFault(f"{options.file}: no such file; check the path")
        if loaded.database.path is not None:
            loaded.database.path.parent.mkdir(parents=True, exist_ok=True)
        database = loaded.database.open()
        try:
            migrate.upgrade(database.engine)
            return _import(loaded, database, options.file, kind, dry_run=options.dry_run)
        except ApiError as refusal:
            raise PlainFault(f"{refusal.detail.message_zh} {refusal.detail.message_en}") from refusal
        finally:
            database.close()
    except PlainFault as fault:
        return tell(fault)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="steppewatch import", description="批量导入单位、建筑、点位 / import places from CSV or Excel"
    )
    parser.add_argument("what", choices=["places"], help="what is imported 导入内容")
    parser.add_argument("file", type=Path, help="a .csv or .xlsx file 文件")
    parser.add_argument("--config", type=Path, required=True, help="the centre's TOML file 平台配置")
    parser.add_argument(
        "--kind", choices=list(KINDS), help="what the rows of a CSV are; else its name says so 内容类型"
    )
    parser.add_argument("--dry-run", action="store_true", help="check only, write nothing 仅检查")
    return parser


def _import(loaded: CloudSettings, database: Database, file: Path, kind: str, *, dry_run: bool) -> int:
    number, folder = _take_in(loaded, database, file, kind)
    importer = Importer(database, loaded.imports, folder, clock.now_ms)
    console = Console(stderr=True)
    state = _phase(console, "检查 checking", lambda told: importer.check(number, told))
    if state is State.CHECKED and not dry_run:
        with database.write() as session:
            desk.apply(session, _MACHINE, number, clock.now_ms())
        state = _phase(console, "应用 applying", lambda told: importer.apply(number, told))
    _report(console, database, number)
    if state is State.FAULTY or dry_run:
        with database.write() as session:
            desk.cancel(session, _MACHINE, number, folder, clock.now_ms())
    good = (State.APPLIED, State.CHECKED) if dry_run else (State.APPLIED,)
    return 0 if state in good else 1


def _take_in(loaded: CloudSettings, database: Database, file: Path, kind: str) -> tuple[int, Path]:
    folder = desk.folder_of(loaded)
    arriving = desk.Arriving(folder, loaded.imports.max_bytes)
    try:
        with file.open("rb") as source:
            shutil.copyfileobj(source, arriving, 1 << 20)
        sha256 = arriving.close()
        with database.write() as session:
            run = desk.begin(
                session,
                _MACHINE,
                kind=kind,
                file_name=file.name[:128],
                stored_as=arriving.stored_as,
                size=arriving.bytes,
                sha256=sha256,
                rows=desk.estimated_rows(folder / arriving.stored_as),
                now=clock.now_ms(),
            )
            return run.id, folder
    except BaseException:
        arriving.discard()
        raise


def _phase(console: Console, name: str, work: Callable[[Callable[[int, int], None]], State]) -> State:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=not sys.stderr.isatty()) as bars:
        task = bars.add_task(name, total=None)
        return work(lambda done, total: bars.update(task, completed=done, total=total or None))


def _report(console: Console, database: Database, number: int) -> None:
    with database.read() as session:
        run = repository.held(session, number)
        faults = repository.faults(session, number, 0, _SHOWN)
    if faults:
        table = Table(title=f"{run.faults_total} 处错误 faults")
        for heading in ("工作表 sheet", "行 row", "列", "值 value", "问题 what is wrong"):
            table.add_column(heading, overflow="fold")
        for row in faults:
            table.add_row(row.sheet, str(row.row), row.column, row.value, f"{row.zh} {row.en}")
        console.print(table)
        if run.faults_total > len(faults):
            console.print(f"… {run.faults_total - len(faults)} more 其余未显示", markup=False)
    console.print(
        f"{run.file_name}: {run.state}; 新增 created {run.created}, 更新 changed {run.changed},"
        f" 未变 unchanged {run.unchanged}",
        markup=False,
    )
