"""The registry as the server asks it: who is registered, and what a registration changes.

The methods block; they are for a thread.
"""

from __future__ import annotations

import secrets
from typing import Protocol

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.database.engine import Database
from cloud.dispatch.jt808 import repository
from cloud.dispatch.jt808.roster import Entry, digest_of
from cloud.dispatch.jt808.tables import VehicleTerminal
from cloud.people.asker import Asker
from runtime.clock import Clock
from telemetry.jt808.bodies import Register

_CODE_BYTES = 18


class Terminals(Protocol):
    """Where terminals and their authentication codes are kept."""

    def changed(self, since: int) -> list[Entry]:
        """Entries changed after that version, oldest change first; empty when there are no more."""
        ...

    def register(self, number: int, told: Register) -> str | None:
        """Give a terminal a new code, its old one ends; None: it may not register now."""
        ...

    def settled(self, number: int) -> None:
        """It has used its new code: nobody may fetch another until somebody lets them."""
        ...

    def deregister(self, number: int) -> None:
        """Its code ends; it registers again when somebody lets it."""
        ...


class DatabaseTerminals:
    """They are rows; every registration stands in the audit log, without the code."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def changed(self, since: int) -> list[Entry]:
        """Entries changed after that version, oldest change first."""
        with self._database.read() as session:
            return [entry_of(row) for row in repository.changed(session, since)]

    def register(self, number: int, told: Register) -> str | None:
        """A new code. It may be fetched anew until it is used: the answer may have been lost."""
        now = self._clock.now_ms()
        code = secrets.token_urlsafe(_CODE_BYTES)
        with self._database.write() as session:
            row = repository.itself(session, number)
            if row is None or not row.enabled or now > row.registration_until:
                return None
            row.key_sha256, row.registered_at = digest_of(code), now
            row.maker, row.model, row.terminal = told.maker, told.model, told.terminal
            row.version = repository.next_version(session)
            self._seal(session, row, "register", {"terminal": told.terminal, "plate": told.plate})
        return code

    def settled(self, number: int) -> None:
        """Its registration is over."""
        with self._database.write() as session:
            row = repository.itself(session, number)
            if row is not None and row.registration_until:
                row.registration_until = 0
                row.version = repository.next_version(session)
                self._seal(session, row, "settle", None)

    def deregister(self, number: int) -> None:
        """Its code ends."""
        with self._database.write() as session:
            row = repository.itself(session, number)
            if row is not None:
                row.key_sha256, row.registration_until = None, 0
                row.version = repository.next_version(session)
                self._seal(session, row, "deregister", None)

    def _seal(self, session: Session, row: VehicleTerminal, verb: str, after: dict[str, str] | None) -> None:
        asker = Asker(f"terminal {row.phone}", via="jt808")
        subject = f"vehicle-terminal/{row.id}"
        audit.record(session, asker, f"vehicle-terminal.{verb}", subject, None, after)


def entry_of(row: VehicleTerminal) -> Entry:
    """The entry that a row stands for."""
    return Entry(
        id=row.id,
        phone=row.phone,
        name=row.name,
        plate=row.plate,
        enabled=row.enabled,
        key_sha256=row.key_sha256,
        registration_until=row.registration_until,
        version=row.version,
    )
