"""Taking files in, and what people decide about imports. Opens and commits nothing but the file itself."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from sqlalchemy.orm import Session

from cloud.errors import ApiError, not_found
from cloud.imports import repository
from cloud.imports.schemas import FaultOut, ImportOut
from cloud.imports.service import scope_of
from cloud.imports.state import APPLY, CANCEL, STATE_NAMES, WORKING, State
from cloud.imports.tables import ImportFault, ImportRun
from cloud.people.asker import Asker
from cloud.settings import CloudSettings
from cloud.vocabulary import LabelOut

#: Imports of one person that may wait at once.
_WAITING = 20
_PIECE = 1 << 20


def folder_of(settings: CloudSettings) -> Path:
    """Where uploaded files wait. Several processes that share records must share it too."""
    if settings.imports.folder is not None:
        return settings.imports.folder
    if settings.database.path is not None:
        return settings.database.path.parent / "imports"
    beside = settings.timeseries.path
    return (beside.parent if beside is not None else Path()) / "imports"


class Arriving:
    """A file that is being uploaded: written as it comes, measured and hashed."""

    def __init__(self, folder: Path, limit: int) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.stored_as = f"{secrets.token_hex(16)}.upload"
        self.bytes = 0
        self._path = folder / self.stored_as
        self._limit = limit
        self._hash = hashlib.sha256()
        self._file = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def write(self, piece: bytes) -> None:
        """Take a piece; a file past its limit is refused."""
        self.bytes += len(piece)
        if self.bytes > self._limit:
            raise too_large(self._limit)
        self._hash.update(piece)
        self._file.write(piece)

    def close(self) -> str:
        """Everything is there; returns its SHA-256."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._hash.hexdigest()

    def discard(self) -> None:
        """Nothing of it stays."""
        self._file.close()
        with suppress(OSError):
            self._path.unlink()


def too_large(limit: int) -> ApiError:
    """413, with the limit that was passed."""
    return ApiError(
        413,
        "too-large",
        f"文件超过 {limit // 1_000_000} MB,请拆分后上传。",
        f"The file is larger than {limit // 1_000_000} MB. Split it.",
        "body",
    )


def begin(
    session: Session,
    asker: Asker,
    *,
    kind: str,
    file_name: str,
    stored_as: str,
    size: int,
    sha256: str,
    rows: int,
    now: int,
) -> ImportRun:
    """A file that is here waits to be checked."""
    if repository.waiting(session, asker) >= _WAITING:
        raise ApiError(
            409,
            "too-many-imports",
            f"您已有 {_WAITING} 个导入在等待,请先应用或取消。",
            f"{_WAITING} of your imports wait already. Apply or cancel them first.",
        )
    run = ImportRun(
        kind=kind,
        file_name=file_name,
        format="xlsx" if file_name.lower().endswith(".xlsx") else "csv",
        stored_as=stored_as,
        bytes=size,
        sha256=sha256,
        by=asker.name,
        scope=scope_of(asker),
        state=State.CHECKING.value,
        rows_total=rows,
        rows_done=0,
        created=0,
        changed=0,
        unchanged=0,
        faults_total=0,
        set_aside=0,
        stopped_zh="",
        stopped_en="",
        created_at=now,
        changed_at=now,
    )
    session.add(run)
    session.flush()
    return run


def apply(session: Session, asker: Asker, number: int, now: int) -> ImportRun:
    """A person says: write it."""
    run = found(session, asker, number, for_update=True)
    state = APPLY.get(State(run.state))
    if state is None:
        raise _impossible(run, "应用", "applied")
    run.state, run.stopped_zh, run.stopped_en, run.changed_at = state.value, "", "", now
    session.flush()
    return run


def cancel(session: Session, asker: Asker, number: int, folder: Path, now: int) -> ImportRun:
    """A person says: no more of it. What was applied already stays; the file goes."""
    run = found(session, asker, number, for_update=True)
    state = CANCEL.get(State(run.state))
    if state is None:
        raise _impossible(run, "取消", "cancelled")
    with suppress(OSError):
        (folder / run.stored_as).unlink()
    run.state, run.stored_as, run.changed_at = state.value, "", now
    session.flush()
    return run


def found(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> ImportRun:
    """One of the asker's imports."""
    run = repository.run(session, asker, number, for_update=for_update)
    if run is None:
        raise not_found("导入", "import", "path.id")
    return run


def estimated_rows(path: Path) -> int:
    """How many lines a text file has; 0 for a workbook, whose rows are counted in the check."""
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            return 0
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(_PIECE), b""))


def shown(run: ImportRun) -> ImportOut:
    """An import as the API shows it."""
    state = State(run.state)
    zh, en = STATE_NAMES[state]
    percent = 100.0
    if state in (*WORKING, State.STOPPED):
        percent = round(100.0 * run.rows_done / run.rows_total, 1) if run.rows_total else 0.0
    return ImportOut.model_validate(
        {
            **{
                name: getattr(run, name)
                for name in ImportOut.model_fields
                if name not in ("state", "state_name", "percent", "stopped")
            },
            "state": state,
            "state_name": LabelOut(zh=zh, en=en),
            "percent": min(percent, 100.0),
            "stopped": LabelOut(zh=run.stopped_zh, en=run.stopped_en) if run.stopped_en else None,
        }
    )


def fault_shown(row: ImportFault) -> FaultOut:
    """A fault as the API shows it."""
    return FaultOut(
        id=row.id,
        sheet=row.sheet,
        row=row.row,
        column=row.column,
        field=row.field,
        value=row.value,
        code=row.code,
        message=LabelOut(zh=row.zh, en=row.en),
    )


def _impossible(run: ImportRun, zh: str, en: str) -> ApiError:
    state_zh, state_en = STATE_NAMES[State(run.state)]
    return ApiError(
        409,
        "impossible-transition",
        f"该导入处于“{state_zh}”状态,不能{zh}。",
        f"The import is {state_en}; it cannot be {en}.",
        "path.id",
    )
