"""The sending process is killed, wherever it is: nothing is lost, and what is sent twice bears one id."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cloud.notification.tables import Notification, NotificationItem, NotificationTry
from runtime import clock
from tests.cloud.notification import servers
from tests.cloud.notification.servers import other
from tests.cloud.notification.site import Site

ROOT = Path(__file__).parents[3]
#: Longer than any claim lasts.
LATER_MS = 120_000

pytestmark = pytest.mark.processes


@contextmanager
def sending(url: str, folder: Path, ahead_ms: int = 0) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.cloud.notification.sender_process", url, str(folder)]
    process = subprocess.Popen([*command, str(ahead_ms)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def until(holds: Callable[[], bool], limit_s: float = 30.0) -> None:
    end = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def test_killed_between_send_and_commit_the_message_is_sent_again_under_its_id(
    site: Site, tmp_path: Path, records_url: str
) -> None:
    site.clock.at = clock.now_ms()
    with other(servers.judge_provider) as far:
        far.delay_s = 5
        channel = site.channel(servers.sms(far.url))
        site.rule({"channels": [channel], "people": [site.person()]})
        site.raise_alarms()
        with sending(records_url, tmp_path):
            until(lambda: len(far.came) == 1)
        far.delay_s = 0
        [row] = site.messages()
        assert row.state == "queued"
        with sending(records_url, tmp_path, LATER_MS):
            until(lambda: site.messages()[0].state == "sent")
        assert [one.json["id"] for one in far.came] == [row.message_id] * 2
    with site.database.read() as session:
        results = list(session.scalars(select(NotificationTry.result).order_by(NotificationTry.id)))
    assert results == [None, "sent"], "that one try has no end is on record"


def test_killed_at_random_everything_is_told_in_the_end(site: Site, tmp_path: Path, records_url: str) -> None:
    site.clock.at = clock.now_ms()
    rng = random.Random(4)
    with other(servers.judge_provider) as far:
        channel = site.channel(servers.sms(far.url), per_minute=6_000)
        site.rule({"channels": [channel], "people": [site.person()]})
        alarms: list[int] = []
        for round_ in range(3):
            with sending(records_url, tmp_path, round_ * LATER_MS):
                for _ in range(8):
                    alarms += site.raise_alarms(gateway=f"gw-{len(alarms)}")
                    time.sleep(rng.random() * 0.05)
        with sending(records_url, tmp_path, 4 * LATER_MS):
            until(lambda: _spoken_of(site) == len(alarms) and not site.messages(state="queued"))
        ids = [one.json["id"] for one in far.came]
    assert {row.state for row in site.messages()} == {"sent"}
    assert set(ids) == {row.message_id for row in site.messages()}
    with site.database.read() as session:
        told = select(NotificationItem.entry_id, func.count()).group_by(NotificationItem.entry_id)
        assert {number for _, number in session.execute(told)} == {1}, "each alarm in one message"
        tries = session.scalar(select(func.count()).select_from(NotificationTry)) or 0
        messages = session.scalar(select(func.count()).select_from(Notification)) or 0
    assert len(ids) <= tries
    assert messages <= len(alarms)


def _spoken_of(site: Site) -> int:
    with site.database.read() as session:
        return session.scalar(select(func.count(NotificationItem.alarm_id.distinct()))) or 0
