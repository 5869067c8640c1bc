"""Checks on their way to devices: what fails of one keeps back no other, and is tried again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cloud.commands.settings import CommandSettings
from cloud.duty import checks, checks_repository, service
from cloud.duty.desk import DutyDesk
from cloud.duty.schemas import RoomIn
from cloud.duty.tables import DutyCheck
from cloud.people.asker import LOCAL
from tests.cloud.duty.conftest import SETTINGS, Site
from tests.cloud.said import NOW


async def ask(_asker: object, device: int, *_: object) -> Any:
    return SimpleNamespace(id=100 + device)


def passed_on(site: Site) -> list[list[dict[str, Any]]]:
    with site.database.read() as session:
        return [row.requests for row in session.query(DutyCheck).order_by(DutyCheck.id)]


async def test_a_check_that_cannot_be_passed_on_keeps_back_no_other_and_is_tried_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks_repository, "devices", lambda _session, room: [room.id])
    with site.database.write() as session:
        told = RoomIn(name="2号楼消防控制室", organisation_id=site.organisation)
        other = service.add_room(session, LOCAL, told, NOW).id
        for room in (site.room, other):
            checks.send(session, LOCAL, room, "", SETTINGS, NOW)
    clock = SimpleNamespace(now_ms=lambda: NOW)
    desk = DutyDesk(SETTINGS, CommandSettings(), site.database, ask, lambda: None, clock)  # type: ignore[arg-type]
    keep = desk._keep
    broken = [1]

    def keep_later(number: int, asked: list[dict[str, Any]]) -> None:
        if broken:
            broken.pop()
            raise SystemError("cut off")
        keep(number, asked)

    desk._keep = keep_later  # type: ignore[method-assign]
    await desk.look()
    assert passed_on(site) == [[], [{"request": 100 + other}]]
    await desk.look()
    assert passed_on(site) == [[{"request": 100 + site.room}], [{"request": 100 + other}]]
