"""An installer's own profile is checked as the suite's are, and told what it owes."""

import json
from pathlib import Path

import pytest

from device_profiles.loader import RECORDS
from edge_agent.main import main

GOOD = (RECORDS / "heiman-smoke.yaml").read_text(encoding="utf-8")


def test_a_profile_that_keeps_its_promise_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint-profile", "heiman-smoke"]) == 0
    assert "heiman-smoke: 正确 / correct" in capsys.readouterr().out


def test_what_an_own_profile_owes_is_told_by_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "heiman-smoke.yaml"
    path.write_text(GOOD.replace("events: [fire+]", "events: [fault+]", 1), encoding="utf-8")
    assert main(["lint-profile", str(path)]) == 1
    said = capsys.readouterr().out
    assert f"{path}: vectors: 'smoke': makes the events [fire+], not [fault+]" in said
    assert main(["lint-profile", "--json", str(path)]) == 1
    assert json.loads(capsys.readouterr().out)[str(path)]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((), "name a profile's file"),
        (("nothing-like-it",), "no profile 'nothing-like-it'"),
        (("/nowhere/x.yaml",), "cannot be read"),
    ],
)
def test_what_cannot_be_loaded_is_told(
    capsys: pytest.CaptureFixture[str], given: tuple[str, ...], words: str
) -> None:
    assert main(["lint-profile", *given]) == 2
    assert words in capsys.readouterr().err
