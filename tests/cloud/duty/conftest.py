"""An organisation's control room with two seats, and people who may serve in it, on either records store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cloud.database.engine import Database
from cloud.duty import repository, rota, service
from cloud.duty.days import HOUR_MS, start_of
from cloud.duty.patterns import PRESETS
from cloud.duty.schemas import CertificateIn, MemberIn, RoomIn, RotaIn, SeatIn, ShiftIn
from cloud.duty.settings import DutySettings
from cloud.duty.tables import DutyRoom, DutyShift
from cloud.people import service as people
from cloud.people.asker import LOCAL, Asker
from cloud.people.duties import Duty
from tests.cloud.people.conftest import MACHINE, open_house
from tests.cloud.places import add_organisation
from tests.cloud.said import NOW

__all__ = ["open_house"]

#: The day of `NOW`, which is eight in the morning there.
DAY = date(2026, 1, 1)
MIDNIGHT = start_of(DAY)
SETTINGS = DutySettings()


@dataclass
class Site:
    """A room, its people, and shortcuts."""

    database: Database
    organisation: int
    room: int
    seats: list[int]
    people: list[int]
    settings: DutySettings = field(default_factory=DutySettings)

    def account(self, login: str, *, certified: bool = True, **scope: Any) -> int:
        with self.database.write() as session:
            number = new_person(session, login, **(scope or {"organisations": [self.organisation]}))
            if certified:
                told = CertificateIn(number=f"150102-{number}")
                service.certify(session, LOCAL, self.room, number, told, NOW)
            return number

    def shift(self, start_h: float, end_h: float, *people: int, room: int | None = None) -> int:
        """A shift by the hours of the day."""
        told = ShiftIn(
            name="值班",
            start_at=MIDNIGHT + int(start_h * HOUR_MS),
            end_at=MIDNIGHT + int(end_h * HOUR_MS),
            people=[MemberIn(account_id=one) for one in people],
        )
        with self.database.write() as session:
            return rota.add_shift(session, LOCAL, room or self.room, told, MIDNIGHT - 48 * HOUR_MS).id

    def asker(self, account: int) -> Asker:
        """That person, logged in."""
        return Asker(
            f"#{account}", organisations=(self.organisation,), permissions=LOCAL.permissions,
            account_id=account, via="session",
        )  # fmt: skip

    def row(self, session: Session) -> DutyRoom:
        return repository.rooms_by_id(session, [self.room])[self.room]

    def shifts(self) -> list[DutyShift]:
        with self.database.read() as session:
            return list(session.query(DutyShift).order_by(DutyShift.start_at))


def new_person(session: Session, login: str, duty: Duty = Duty.CONTROL_ROOM, **scope: Any) -> int:
    row = people.new_account(session, MACHINE, login, f"{login} 名", now=NOW, password_hash=None)
    people.give(
        session, MACHINE, row.id, duty, scope.get("areas", ()), scope.get("organisations", ()),
        valid_until=None, now=NOW,
    )  # fmt: skip
    return row.id


def rota_told(people: list[int], preset: int = 0, **changed: Any) -> RotaIn:
    """A pattern in common use, two people a team."""
    form = PRESETS[preset]
    teams = [
        {"name": f"{number + 1}班", "people": [{"account_id": one} for one in people[2 * number :][:2]]}
        for number in range(form.teams)
    ]
    told = {
        "anchor": DAY,
        "shifts": [each._asdict() for each in form.shifts],
        "cycle": form.cycle,
        "teams": teams,
    }
    return RotaIn.model_validate(told | changed)


@pytest.fixture
def database(records_url: str) -> Iterator[Database]:
    opened = Database(records_url)
    yield opened
    opened.close()


@pytest.fixture
def site(database: Database) -> Site:
    with database.write() as session:
        organisation = add_organisation(session).id
        told = RoomIn(name="消防控制室", organisation_id=organisation)
        room = service.add_room(session, LOCAL, told, NOW).id
        seats = [
            service.add_seat(session, LOCAL, room, SeatIn(name=name), NOW).id for name in ("2号席", "3号席")
        ]
    made = Site(database, organisation, room, seats, [])
    made.people = [made.account(f"p{number}") for number in range(8)]
    return made
