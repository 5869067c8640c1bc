"""What counts as progress of a release that was just started."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from edge_agent.delivery import proof
from edge_agent.delivery.proof import Proof, Sample

BEFORE = Sample(pid=10, started_at=1000, commits=900, healthy=True, version="1.0")


def sample(commits: int, *, pid: int = 11, healthy: bool = True, version: str = "1.1") -> Sample:
    return Sample(pid=pid, started_at=2000, commits=commits, healthy=healthy, version=version)


def test_a_new_process_that_stores_has_proven_itself() -> None:
    watched = Proof("1.1", BEFORE)
    assert [watched.proven(seen) for seen in (None, BEFORE, sample(0), sample(0), sample(1))] == [
        False,
        False,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("seen", "lacking"),
    [
        ([None], "no progress file"),
        ([BEFORE, BEFORE], "the old process still runs"),
        ([sample(1), sample(1)], "nothing was stored"),
        ([sample(1, healthy=False), sample(9, healthy=False)], "healthy"),
        ([sample(1, version="1.0"), sample(9, version="1.0")], "version 1.0 runs, not 1.1"),
    ],
)
def test_anything_less_is_no_progress_and_says_what_is_lacking(
    seen: list[Sample | None], lacking: str
) -> None:
    watched = Proof("1.1", BEFORE)
    assert not any(watched.proven(one) for one in seen)
    assert lacking in watched.lacking


def test_a_process_that_starts_again_and_again_proves_nothing() -> None:
    watched = Proof("1.1", None)
    assert not any(watched.proven(sample(number, pid=number)) for number in range(20, 40))


def test_a_quiet_gateway_passes_once_the_time_is_up_and_a_silent_process_does_not() -> None:
    quiet, silent, empty = Proof("1.1", BEFORE), Proof("1.1", BEFORE), Proof("1.1", BEFORE)
    for look in range(400):
        assert not quiet.proven(changed(sample(3), written_ns=look // 8))
        assert not silent.proven(changed(sample(3), written_ns=1))
        assert not empty.proven(changed(sample(0), written_ns=look // 8))
    assert quiet.vouched_for()
    assert not silent.vouched_for()
    assert not empty.vouched_for()
    assert not quiet.proven(changed(sample(3, healthy=False), written_ns=500))
    assert not quiet.vouched_for()


def test_the_file_lies_beside_the_spool_whatever_release_wrote_the_settings(tmp_path: Path) -> None:
    config = tmp_path / "etc" / "agent.toml"
    config.parent.mkdir()
    config.write_text('gateway = "gw-9"\nunknown = 1\n[spool]\npath = "../state/spool.sqlite3"\n')
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "progress.json").write_text(json.dumps({"pid": 1, "started_at": 2, "buses_up": 3}))
    place = proof.place(config)
    assert place is not None
    found = proof.read(place)
    assert found is not None
    assert (found.pid, found.started_at, found.healthy) == (1, 2, False)
    assert found.written_ns == place.stat().st_mtime_ns
    assert proof.gateway_of(config) == "gw-9"


@pytest.mark.parametrize("text", ["", "spool = 5", "not toml at all [", "[spool]\nlimit_mb = 3"])
def test_settings_that_do_not_say_give_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "agent.toml").write_text(text)
    assert proof.place(tmp_path / "agent.toml") is None
    assert proof.read(tmp_path / "agent.toml") is None
