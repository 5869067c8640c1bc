"""Profiles that cannot be used are told by file, field and cure."""

from pathlib import Path

import pytest

from device_profiles import loader
from device_profiles.loader import RECORDS, ProfileError, load, load_file

GOOD = (RECORDS / "heiman-smoke.yaml").read_text(encoding="utf-8")


def fault_of(tmp_path: Path, text: str, name: str = "heiman-smoke") -> str:
    path = tmp_path / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as told:
        load_file(path)
    assert str(path) in str(told.value)
    return str(told.value)


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ("state: fire", "state: fires", "no such state 'fires'; choose from fire"),
        ("analog: battery", "analog: volts", "no such analog type 'volts'"),
        ("version: 1", "version: one", "version:"),
        ("version: 1", "versoin: 1", "versoin: Extra inputs are not permitted; remove it"),
        (
            "stale_after_s: 90000",
            "stale_after_s: 90\nwake_period_s: 100",
            "shorter than `wake_period_s`",
        ),
        ("profile: heiman-smoke", "profile: other", "call it 'heiman-smoke' or rename the file"),
        ("version: 1", "version: 1\nversion: 2", "given twice"),
        ("version: 1", "version: [", "not valid YAML"),
        ("events: [fire+]", "events: [fire]", "not a kind followed by + or -"),
    ],
)
def test_a_fault_names_its_place_and_its_cure(tmp_path: Path, good: str, bad: str, words: str) -> None:
    assert words in fault_of(tmp_path, GOOD.replace(good, bad, 1))


def test_a_profile_speaks_exactly_one_language(tmp_path: Path) -> None:
    text = (RECORDS / "gst5000-modbus.yaml").read_text(encoding="utf-8")
    json_device = "\njson_device: {messages: [{suffix: a}]}\n"
    assert "exactly one of" in fault_of(tmp_path, text + json_device, "gst5000-modbus")


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(ProfileError, match=r"^no profile 'xyz'; known are .*aqara-jy-gz-01aq"):
        load("xyz")
    with pytest.raises(ProfileError, match=r"no profile 'heiman-smok' \(did you mean heiman-smoke"):
        load("heiman-smok")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read"):
        load_file(tmp_path / "none.yaml")


@pytest.mark.parametrize("name", loader.names())
def test_every_profile_names_its_sources_and_its_mark_is_stable(name: str) -> None:
    assert load(name).profile.sources
    assert load(name).mark == load(name).mark
