"""The work of an import: check a file whole, apply it in pieces that go on where they were interrupted.

The check reads only. A piece of an application is one transaction together with the count of the rows
behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError

from cloud.audit import service as audit
from cloud.database.engine import Database
from cloud.imports import lookups, naming, references, repository, set_aside, sheets, writing
from cloud.imports.columns import RECORDS
from cloud.imports.fault import Fault, FileFault
from cloud.imports.settings import ImportSettings
from cloud.imports.sheets import Row, Sheet
from cloud.imports.state import State
from cloud.imports.tables import ImportRun
from cloud.imports.writing import Written
from cloud.imports.wrong import Ahead, Wrong
from cloud.matching.service import Matcher
from cloud.people.asker import Asker

#: Called between pieces with the rows done and all; it may raise to end the work here.
Progress = Callable[[int, int], None]
_CHECK_PIECE = 2_000


class Importer:
    """Works on one import at a time."""

    def __init__(
        self, database: Database, settings: ImportSettings, folder: Path, now: Callable[[], int]
    ) -> None:
        self._database = database
        self._settings = settings
        self._folder = folder
        self._now = now

    def check(self, number: int, progress: Progress) -> State:
        """Read the whole file; keep every fault within bounds."""
        run = self._run(number)
        path, asker = self._folder / run.stored_as, asker_of(run)
        with self._database.write() as session:
            repository.forget_faults(session, number)
        found = _Faults(self._settings.max_faults)
        total = 0
        matcher = Matcher(asker)
        try:
            with sheets.opened(path, run.kind, self._settings.max_unpacked_bytes) as opened:
                ahead = Ahead()
                for sheet in opened:
                    found.add(sheet.faults)
                    for piece in pieces(sheet.rows, _CHECK_PIECE):
                        self._fill(sheet, piece, matcher, number)
                        self._check_piece(sheet, piece, asker, ahead, found)
                        total += len(piece)
                        if total > self._settings.max_rows:
                            raise FileFault(*_too_many(self._settings.max_rows))
                        progress(total, max(total, run.rows_total))
                        self._tell(number, total)
        except Cancelled:
            return State.CANCELLED
        except FileFault as fault:
            found.add([Fault("", 0, "", "", "", fault.code, fault.zh, fault.en)])
        except OSError:
            found.add([Fault("", 0, "", "", "", *_GONE)])
        if total == 0 and not found.total:
            found.add([Fault("", 0, "", "", "", "no-rows", "文件中没有数据行。", "The file has no rows.")])
        if found.rows_aside > self._settings.max_set_aside:
            found.add([Fault("", 0, "", "", "", *_too_many_aside(self._settings.max_set_aside))])
        hopeless = found.rows_aside - found.rows_waiting >= total
        state = State.FAULTY if found.blocking or (found.total and hopeless) else State.CHECKED
        with self._database.write() as session:
            held = repository.held(session, number)
            if held.state != State.CHECKING:
                return State(held.state)
            repository.keep_faults(session, number, found.kept)
            held.state, held.rows_total, held.rows_done = state.value, total, 0
            held.faults_total, held.changed_at = found.total, self._now()
        return state

    def apply(self, number: int, progress: Progress) -> State:
        """Write the rows that are not behind the work yet."""
        run = self._run(number)
        asker, done = asker_of(run), run.rows_done
        matcher = Matcher(asker)
        whole = run.rows_total <= self._settings.whole_rows
        path = self._folder / run.stored_as
        try:
            with sheets.opened(path, run.kind, self._settings.max_unpacked_bytes) as opened:
                left = (piece for piece in self._pieces_behind(opened, done))
                if whole:
                    self._apply_pieces(number, list(left), asker, matcher)
                else:
                    for piece in left:
                        self._apply_pieces(number, [piece], asker, matcher)
                        done += len(piece[1])
                        progress(done, run.rows_total)
        except _Stopped as stopped:
            return self._stop(number, stopped.fault)
        except FileFault as fault:
            return self._stop(number, Fault("", 0, "", "", "", fault.code, fault.zh, fault.en))
        except OSError:
            return self._stop(number, Fault("", 0, "", "", "", *_GONE))
        except Cancelled:
            return State.CANCELLED
        return self._finish(number, asker)

    def _run(self, number: int) -> ImportRun:
        with self._database.read() as session:
            run = session.get(ImportRun, number)
            assert run is not None  # noqa: S101 - numbers come from the table itself
            return run

    def _fill(self, sheet: Sheet, piece: list[Row], matcher: Matcher, number: int) -> None:
        if sheet.kind in naming.NAMED:
            with self._database.write() as session:
                naming.fill(session, matcher, sheet.kind, piece, run=number, now=self._now())

    def _check_piece(
        self, sheet: Sheet, piece: list[Row], asker: Asker, ahead: Ahead, found: _Faults
    ) -> None:
        good = [row for row in piece if not row.faults]
        with self._database.read() as session:
            there = lookups.find(session, asker, sheet.kind, good)
            wrong = {row.number: _wrong(asker, sheet, row, there, ahead) for row in good}
        for row in piece:
            fault = wrong.get(row.number)
            told = row.faults or ([fault] if fault is not None else [])
            if sheet.kind in RECORDS and told:
                found.aside(told, waits=row.waits is not None)
            else:
                found.add(told)

    def _pieces_behind(self, opened: Iterable[Sheet], done: int) -> Iterator[tuple[Sheet, list[Row]]]:
        for sheet in opened:
            for row in islice(sheet.rows, done):
                done -= 1
                del row
            for piece in pieces(sheet.rows, self._settings.piece_rows):
                yield sheet, piece

    def _apply_pieces(
        self, number: int, work: list[tuple[Sheet, list[Row]]], asker: Asker, matcher: Matcher
    ) -> None:
        now = self._now()
        try:
            with self._database.write() as session:
                held = repository.held(session, number)
                if held.state != State.APPLYING:
                    raise Cancelled
                for sheet, piece in work:
                    if sheet.kind in RECORDS:
                        kind = sheet.kind
                        fits, aside, there = set_aside.split(
                            session, asker, matcher, kind, piece, run=number, now=now
                        )
                        set_aside.keep(session, kind, aside, run=number, now=now)
                        held.set_aside += len(aside)
                    else:
                        fits = piece
                        there = lookups.find(session, asker, sheet.kind, piece, lock=True)
                        _still_fits(asker, sheet, piece, there)
                    written = writing.write(session, sheet.kind, fits, there, asker.name, now, number)
                    _count(held, len(piece), written, now)
        except IntegrityError:
            sheet, piece = work[0]
            raise _Stopped(Fault(sheet.name, piece[0].number, "", "", "", *_CONFLICT)) from None

    def _tell(self, number: int, done: int) -> None:
        with self._database.write() as session:
            held = repository.held(session, number)
            if held.state != State.CHECKING:
                raise Cancelled
            held.rows_done, held.rows_total = done, max(done, held.rows_total)
            held.changed_at = self._now()

    def _stop(self, number: int, fault: Fault) -> State:
        with self._database.write() as session:
            held = repository.held(session, number)
            repository.keep_faults(session, number, [fault])
            held.faults_total += 1
            held.state, held.stopped_zh, held.stopped_en = State.STOPPED.value, fault.zh, fault.en
            held.changed_at = self._now()
        return State.STOPPED

    def _finish(self, number: int, asker: Asker) -> State:
        with self._database.write() as session:
            held = repository.held(session, number)
            if held.state != State.APPLYING:
                return State(held.state)
            held.state, held.changed_at = State.APPLIED.value, self._now()
            audit.record(
                session,
                asker,
                "import.apply",
                f"import/{number}",
                None,
                {
                    "kind": held.kind,
                    "file": held.file_name,
                    "sha256": held.sha256,
                    "created": held.created,
                    "changed": held.changed,
                    "unchanged": held.unchanged,
                    "set_aside": held.set_aside,
                },
            )
            with suppress(OSError):
                (self._folder / held.stored_as).unlink()
            held.stored_as = ""
        return State.APPLIED


class Cancelled(Exception):
    """Somebody cancelled the import, or it ended elsewhere."""


class _Stopped(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.en)
        self.fault = fault


class _Faults:
    """The first faults, and how many there are."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.kept: list[Fault] = []
        self.total = 0
        #: Whether nothing of the file may go in.
        self.blocking = False
        self.rows_aside = 0
        self.rows_waiting = 0

    def add(self, faults: Iterable[Fault]) -> None:
        """Faults with which nothing goes in: count all, keep the first."""
        for fault in faults:
            self.blocking = True
            self._keep(fault)

    def aside(self, faults: Iterable[Fault], *, waits: bool) -> None:
        """Faults of a row that is set aside; one that waits for a decision may still go in."""
        self.rows_aside += 1
        self.rows_waiting += waits
        for fault in faults:
            self._keep(fault)

    def _keep(self, fault: Fault) -> None:
        self.total += 1
        if len(self.kept) < self._limit:
            self.kept.append(fault)


def pieces(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    """The rows in lists of at most so many."""
    while piece := list(islice(rows, size)):
        yield piece


def scope_of(asker: Asker) -> dict[str, Any]:
    """An asker as an import keeps them."""
    return {
        "areas": list(asker.areas),
        "organisations": list(asker.organisations),
        "account_id": asker.account_id,
        "via": asker.via,
    }


def asker_of(run: ImportRun) -> Asker:
    """The one who asked, within the scope they had then."""
    return Asker(
        run.by,
        areas=tuple(run.scope["areas"]),
        organisations=tuple(run.scope["organisations"]),
        account_id=run.scope["account_id"],
        via=run.scope["via"],
    )


def _wrong(asker: Asker, sheet: Sheet, row: Row, there: lookups.Lookups, ahead: Ahead) -> Fault | None:
    try:
        references.check(asker, sheet.kind, row, there, ahead)
    except Wrong as wrong:
        return row.fault(sheet.name, wrong.field, wrong.fault)
    return None


def _still_fits(asker: Asker, sheet: Sheet, piece: list[Row], there: lookups.Lookups) -> None:
    ahead = Ahead()
    for row in piece:
        fault = row.faults[0] if row.faults else _wrong(asker, sheet, row, there, ahead)
        if fault is not None:
            raise _Stopped(fault)


def _count(held: ImportRun, rows: int, written: Written, now: int) -> None:
    held.rows_done += rows
    held.created += written.created
    held.changed += written.changed
    held.unchanged += written.unchanged
    held.changed_at = now


def _too_many(most: int) -> tuple[str, str, str]:
    return (
        "too-many-rows",
        f"超过 {most} 行,请拆分为多个文件。",
        f"More than {most} rows. Split the file.",
    )


def _too_many_aside(most: int) -> tuple[str, str, str]:
    return (
        "too-many-set-aside",
        f"有错误的行超过 {most} 行,文件本身可能有误,请检查后重新上传。",
        f"More than {most} rows have faults: the file itself may be wrong. Check it and send it again.",
    )


_GONE = (
    "file-gone",
    "服务器上的文件已不存在,请重新上传。",
    "The uploaded file is no longer there. Upload it again.",
)
_CONFLICT = (
    "conflict",
    "写入时与他人的修改冲突,请再次应用。",
    "It met somebody else's change while writing. Apply it again.",
)
