"""An update on a gateway: taken when it proves itself, sent back when not, whole whatever happens."""

import contextlib
import json
import os
import random
import signal
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edge_agent.delivery import signing
from tests.edge_agent.delivery.places import ROOT, Gateway, Workshop

pytestmark = pytest.mark.processes


def test_a_newer_release_is_tried_and_confirmed_and_the_same_again_changes_nothing(
    gateway: Gateway, workshop: Workshop
) -> None:
    bundle = workshop.bundle("1.1", sequence=2)
    code, report = gateway.update(bundle)
    assert (code, report["outcome"]) == (0, "updated")
    steps = [step["step"] for step in report["steps"]]
    assert steps == [
        "verify",
        "accept",
        "install",
        "lint",
        "switch",
        "restart",
        "progress",
        "confirm",
        "trust",
        "prune",
    ]
    assert gateway.version_of(gateway.layout.current) == "1.1"
    assert gateway.version_of(gateway.layout.confirmed) == "1.1"
    assert gateway.running == "1.1"
    assert json.loads(gateway.layout.report.read_text())["outcome"] == "updated"
    pid = (gateway.prefix / "pid").read_text()
    code, report = gateway.update(bundle)
    assert (code, report["outcome"]) == (0, "unchanged")
    assert (gateway.prefix / "pid").read_text() == pid


def test_a_release_without_progress_is_sent_back_and_says_why(gateway: Gateway, workshop: Workshop) -> None:
    code, report = gateway.update(workshop.bundle("1.1", "stuck", sequence=2), deadline_s=1)
    assert (code, report["outcome"]) == (1, "rolled-back")
    assert "no progress within 1 s" in report["reason"]
    assert gateway.version_of(gateway.layout.current) == "1.0"
    assert gateway.running == "1.0"


def test_a_release_that_does_not_take_the_settings_is_refused_before_the_switch(
    gateway: Gateway, workshop: Workshop
) -> None:
    code, report = gateway.update(workshop.bundle("1.1", "picky", sequence=2))
    assert (code, report["outcome"]) == (2, "refused")
    assert "agent.toml:2: gateway: the new release wants another name" in report["reason"]
    assert "switch" not in [step["step"] for step in report["steps"]]
    assert gateway.version_of(gateway.layout.current) == "1.0"


def test_going_back_needs_to_be_meant(gateway: Gateway, workshop: Workshop) -> None:
    older = workshop.bundle("0.9", sequence=1)
    code, report = gateway.update(older)
    assert code == 2
    assert "--allow-downgrade" in report["reason"]
    assert gateway.version_of(gateway.layout.current) == "1.0"
    assert gateway.update(older, "--allow-downgrade")[0] == 0
    assert gateway.version_of(gateway.layout.current) == "0.9"


def test_a_strangers_bundle_is_refused_and_nothing_of_it_reaches_the_disk(
    gateway: Gateway, workshop: Workshop, tmp_path: Path
) -> None:
    signing.make_pair(tmp_path / "stranger")
    bundle = workshop.bundle("6.6", sequence=9, key=signing.read_private(tmp_path / "stranger"))
    before = sorted(gateway.layout.releases.iterdir())
    code, report = gateway.update(bundle)
    assert code == 2
    assert "not trusted" in report["reason"]
    assert sorted(gateway.layout.releases.iterdir()) == before


def test_a_new_key_comes_in_by_a_bundle_that_the_old_one_signed(
    gateway: Gateway, workshop: Workshop, tmp_path: Path
) -> None:
    public = signing.make_pair(tmp_path / "next")
    assert gateway.update(workshop.bundle("1.1", sequence=2, trust=[public]))[0] == 0
    next_key = signing.read_private(tmp_path / "next")
    assert gateway.update(workshop.bundle("1.2", sequence=3, key=next_key))[0] == 0
    assert gateway.running == "1.2"


def test_an_expired_bundle_is_refused(gateway: Gateway, workshop: Workshop) -> None:
    made = datetime.now(UTC).replace(microsecond=0) - timedelta(days=40)
    code, report = gateway.update(workshop.bundle("1.1", sequence=2, created=made))
    assert code == 2
    assert "expired" in report["reason"]


def test_a_bundle_that_was_put_into_the_inbox_is_gone_afterwards(
    gateway: Gateway, workshop: Workshop
) -> None:
    inbox = gateway.prefix / "bundle.tar"
    inbox.write_bytes(b"no bundle at all")
    assert gateway.update(inbox, "--consume")[0] == 2
    assert not inbox.exists()


def test_two_updates_at_once_do_not_meet(gateway: Gateway, workshop: Workshop) -> None:
    with gateway.layout.locked():
        code, report = gateway.update(workshop.bundle("1.1", sequence=2))
    assert code == 2
    assert "under way" in report["reason"]


def test_a_trial_cut_short_is_ended_at_boot(gateway: Gateway) -> None:
    gateway.layout.point(gateway.layout.current, gateway.place("1.1", "crashing", sequence=2))
    code, report = gateway.update("--resume", deadline_s=2)
    assert (code, report["outcome"]) == (1, "rolled-back")
    assert gateway.version_of(gateway.layout.current) == "1.0"
    assert gateway.update("--resume")[1]["outcome"] == "unchanged"


def test_a_gateway_where_nothing_makes_progress_is_told_apart(gateway: Gateway) -> None:
    gateway.settle(gateway.place("1.1", "ill"))
    gateway.layout.point(gateway.layout.current, gateway.place("1.2", "crashing", sequence=2))
    code, report = gateway.update("--resume", deadline_s=1)
    assert (code, report["outcome"]) == (3, "stranded")
    assert "does not hold itself healthy" in report["reason"]
    assert gateway.version_of(gateway.layout.current) == "1.1"


def test_a_gateway_without_an_installation_is_sent_to_the_installer(
    tmp_path: Path, workshop: Workshop
) -> None:
    code, report = Gateway(tmp_path / "empty", workshop).update(workshop.bundle("1.1"))
    assert code == 2
    assert "install.sh" in report["reason"]


def cut_power(gateway: Gateway, workshop: Workshop, rounds: int, seed: int) -> None:
    draws = random.Random(seed)
    for number in range(3, 3 + rounds):
        bundle = workshop.bundle(f"1.{number}", sequence=number)
        process = subprocess.Popen(
            gateway.command(bundle), cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(draws.uniform(0.05, 3.0))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        gateway.stop()
        gateway.version_of(gateway.layout.current)
        gateway.version_of(gateway.layout.confirmed)
        gateway.start()
        assert gateway.update("--resume")[0] == 0
        assert gateway.version_of(gateway.layout.current) == gateway.version_of(gateway.layout.confirmed)
    assert gateway.update(workshop.bundle("2.0", sequence=1000))[0] == 0
    assert gateway.running == "2.0"


def test_a_power_cut_at_any_moment_leaves_a_gateway_that_starts(gateway: Gateway, workshop: Workshop) -> None:
    cut_power(gateway, workshop, rounds=2, seed=20)


@pytest.mark.slow
def test_fifty_power_cuts_leave_a_gateway_that_starts(gateway: Gateway, workshop: Workshop) -> None:
    cut_power(gateway, workshop, rounds=50, seed=50)
