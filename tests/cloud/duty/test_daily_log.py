"""The daily log: what it says, and that it can be read on paper, on a quiet day and on a busy one."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from cloud.alarms.tables import TimelineEntry
from cloud.duty import checks, daily_log, entries, handovers, paper
from cloud.duty.days import DAY_MS, HOUR_MS, MINUTE_MS
from cloud.duty.log_schemas import DailyLog
from cloud.duty.record_schemas import PANEL_ITEMS, EntryIn
from cloud.people.asker import LOCAL
from cloud.registry.tables import Gateway, Part
from runtime.paper import fonts
from telemetry.event_kinds import EventKind
from tests.cloud.duty.conftest import DAY, MIDNIGHT, SETTINGS, Site
from tests.cloud.duty.rows import add_alarm
from tests.cloud.said import NOW

TOMORROW = MIDNIGHT + DAY_MS
LONG = (
    "呼和浩特市新城区海拉尔大街十二号蒙源国际酒店有限责任公司一号楼地下二层东侧消防水泵房与变配电室走廊尽头"
)


def log_of(site: Site, now: int = TOMORROW + HOUR_MS) -> DailyLog:
    with site.database.read() as session:
        return daily_log.daily_log(session, site.row(session), DAY, now)


def pages(file: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages]


def busy(site: Site, alarms: int = 300) -> None:
    """A day with everything: three shifts handed over, checks, panel checks, notes, and so many alarms."""
    drawn = random.Random(3)
    shifts = [(-4, 8, site.people[:2]), (8, 20, site.people[2:4]), (20, 32, site.people[4:6])]
    for start, end, people in shifts:
        site.shift(start, end, *people)
    with site.database.write() as session:
        session.add(
            Gateway(
                gateway="gw-150102-0001",
                area="150102",
                organisation_id=site.organisation,
                first_seen=NOW,
                last_seen=NOW,
            )
        )
        for number, system in enumerate((1, 1, 1, 12, 13, 24)):
            session.add(
                Part(
                    gateway="gw-150102-0001",
                    part=f"p{number}",
                    system_type=system,
                    system_address=1,
                    component_type=42,
                    component_address=number,
                    device_zh="",
                    device_en="",
                    place_zh="",
                    place_en="",
                    profile="",
                    described_at=NOW,
                )
            )
        kinds = [EventKind.FIRE, EventKind.FAULT, EventKind.FAULT, EventKind.SUPERVISORY, EventKind.DISABLED]
        for number in range(alarms):
            at = MIDNIGHT + drawn.randrange(DAY_MS)
            add_alarm(
                session, site, drawn.choice(kinds), at, part=f"panel-1/{number}", acknowledged=at + 30_000,
                by="王芳", state=drawn.choice(["acknowledged", "closed"]),
                outcome=drawn.choice(["false", "real", None]), system_type=drawn.choice([1, 12, 13]),
                place_zh=LONG if number % 50 == 0 else f"{number % 20 + 1}层{number}室走廊",
            )  # fmt: skip
        handover = handovers.offer(
            session, site.asker(site.people[0]), site.room, ["3 层检修"], None, SETTINGS, NOW
        )
        handovers.confirm(
            session, site.asker(site.people[2]), handover.id, handover.digest, "已核对", None, NOW + MINUTE_MS
        )
        panel = EntryIn(
            kind="panel-check", items=dict.fromkeys(PANEL_ITEMS, "normal"), person=site.people[2], text=""
        )
        entries.write(session, LOCAL, site.room, panel, NOW + HOUR_MS)
        note = EntryIn(text=f"{LONG}:维保单位更换电池,{LONG}", person=site.people[2])
        entries.write(session, LOCAL, site.room, note, NOW + 2 * HOUR_MS)
        check = checks.send(session, LOCAL, site.room, "", SETTINGS, NOW + HOUR_MS)
        checks.answer(session, site.asker(site.people[2]), check.id, None, NOW + HOUR_MS + MINUTE_MS)
        checks.send(session, checks.AUTOMATIC, site.room, "", SETTINGS, NOW + 3 * HOUR_MS)
        checks.settle(session, SETTINGS, NOW + 4 * HOUR_MS)


def test_a_quiet_day_says_so_in_every_section(site: Site) -> None:
    log = log_of(site)
    assert (log.alarms, log.checks, log.shifts, log.complete) == ([], [], [], True)
    text = "".join(pages(paper.printed(log)))
    assert text.count(": none") == text.count(":无\n") + text.count(":无 ") == 5
    for words in ("消防控制室值班记录表", "Fire control room duty log", "2026-01-01", "第 1 页,共"):
        assert words in text


def test_a_busy_day_has_everything_on_numbered_pages_of_the_room(site: Site) -> None:
    busy(site)
    log = log_of(site)
    assert len(log.alarms) + len(log.faults) == 300
    told = pages(paper.printed(log))
    assert 8 < len(told) < 40
    for number, text in enumerate(told, 1):
        assert f"第 {number} 页,共 {len(told)} 页 / page {number} of {len(told)}" in text
        assert "消防控制室　2026-01-01" in text
    whole = "".join(told).replace("\n", "")
    assert LONG in whole
    for words in (
        "p0 名",
        "p2 名",
        "已确认 confirmed",
        "SHA-256",
        "误报 false",
        "自动查岗",
        "未应答 unanswered",
    ):
        assert words in whole
    assert all(str(alarm.id) in whole for alarm in log.alarms + log.faults)


def test_words_without_end_still_fit_on_pages(site: Site) -> None:
    with site.database.write() as session:
        site.row(session).name = LONG * 2
        fire = add_alarm(
            session, site, EventKind.FIRE, NOW, place_zh=LONG * 100, device_zh="<b>&" * 500, part="<x>"
        )
        for step in range(200):
            at = NOW + step * 1_000
            session.add(TimelineEntry(alarm_id=fire, at=at, action="note", by="王芳", note=LONG))
    told = pages(paper.printed(log_of(site)))
    assert "<b>&<b>" in "".join(told)
    assert len(told) < 6


def test_the_log_of_today_says_that_the_day_is_not_over(site: Site) -> None:
    log = log_of(site, NOW + HOUR_MS)
    assert not log.complete
    assert "当日未结束 the day is not over" in pages(paper.printed(log))[0]


def test_a_day_holds_what_happened_from_midnight_to_midnight(site: Site) -> None:
    with site.database.write() as session:
        inside = [add_alarm(session, site, EventKind.FIRE, at) for at in (MIDNIGHT, TOMORROW - 1)]
        for at in (MIDNIGHT - 1, TOMORROW):
            add_alarm(session, site, EventKind.FIRE, at)
    site.shift(-4, 8, *site.people[:2])
    site.shift(20, 32, *site.people[2:4])
    log = log_of(site)
    assert [alarm.id for alarm in log.alarms] == inside
    assert len(log.shifts) == 2
    assert [(gap.start_at, gap.end_at) for gap in log.gaps] == [(NOW, MIDNIGHT + 20 * HOUR_MS)]


def test_what_stood_at_the_end_of_the_day_is_told_although_it_was_closed_since(site: Site) -> None:
    later = TOMORROW + HOUR_MS
    with site.database.write() as session:
        add_alarm(session, site, EventKind.FAULT, NOW, state="closed", cleared_at=later, closed_at=later)
        add_alarm(session, site, EventKind.FAULT, NOW + 1, state="closed")
        add_alarm(session, site, EventKind.DISABLED, NOW - 3 * DAY_MS)
    (system,) = log_of(site, later + HOUR_MS).systems
    assert (system.faults, system.standing_faults, system.standing_disabled) == (2, 1, 1)


@pytest.mark.parametrize("folders", [fonts.FOLDERS, ()], ids=["embedded", "without-a-font"])
def test_the_pages_show_ink_and_no_text_beyond_the_edges(site: Site, folders: tuple[Path, ...]) -> None:
    busy(site, 30)
    file = paper.printed(log_of(site), folders)
    shown = pypdfium2.PdfDocument(file)
    for page in shown:
        image = page.render(scale=1).to_pil().convert("L")
        margin = 20
        for box in (
            (0, 0, margin, image.height),
            (image.width - margin, 0, image.width, image.height),
            (0, image.height - margin, image.width, image.height),
        ):
            assert image.crop(box).getextrema() == (255, 255)
        assert image.getextrema()[0] < 128
    shown.close()
