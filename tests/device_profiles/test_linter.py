"""A profile meets the level it claims, and one that does not is told what it owes."""

import json
from pathlib import Path

import pytest

from device_profiles import flips, json_schema, linter, loader
from device_profiles.loader import RECORDS
from device_profiles.quality import Level
from device_profiles.schema import Profile, Vector

GS524N = loader.load("milesight-gs524n").profile
HEIMAN = loader.load("heiman-smoke").profile
CHECKED = [name for name in loader.names() if loader.load(name).profile.checksum]


def changed(profile: Profile, **fields: object) -> Profile:
    return profile.model_copy(update=fields)


def claims(profile: Profile, level: str, *evidence: str) -> Profile:
    quality = {"level": level, "evidence": evidence or ("none",)}
    return Profile.model_validate({**profile.model_dump(by_alias=True), "quality": quality})


@pytest.mark.parametrize("name", loader.names())
def test_every_record_meets_the_level_it_claims(name: str) -> None:
    assert linter.lint(loader.load(name).profile) == []


@pytest.mark.parametrize("name", loader.names())
def test_every_record_names_the_schema_for_editors(name: str) -> None:
    first = (RECORDS / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema=../{json_schema.FILE}"


def test_the_published_schema_is_the_models() -> None:
    published = Path(loader.__file__).with_name(json_schema.FILE).read_text(encoding="utf-8")
    assert published == json_schema.text(), "run `make docs`"
    assert {"profile", "vectors", "json_device"} <= json.loads(published)["properties"].keys()


@pytest.mark.parametrize("name", CHECKED)
def test_one_flipped_byte_of_a_checked_frame_never_makes_a_fire(name: str) -> None:
    profile = loader.load(name).profile
    for vector in profile.vectors:
        assert flips.first_false_fire(profile, vector) is None, vector.name


def test_every_protocol_with_a_check_sum_has_its_bytes_flipped() -> None:
    def protocol(profile: Profile) -> tuple[str, str | None]:
        return profile.way, getattr(profile.serial_panel, "protocol", None)

    profiles = [loader.load(name).profile for name in CHECKED]
    flipped = {
        protocol(profile)
        for profile in profiles
        for vector in profile.vectors
        if not vector.malformed and flips.has_bytes(profile, vector)
    }
    assert flipped == {protocol(profile) for profile in profiles}


def test_without_its_check_a_flipped_byte_is_found_out() -> None:
    device = GS524N.json_device
    assert device is not None
    assert device.uplink is not None
    assert device.uplink.layout is not None
    unchecked = device.uplink.layout.model_copy(update={"check": "none"})
    uplink = device.uplink.model_copy(update={"layout": unchecked})
    profile = changed(GS524N, json_device=device.model_copy(update={"uplink": uplink}))
    (owed, *_) = [what for what in linter.lint(profile) if "makes a fire" in what]
    assert owed.startswith("gold: vectors: ")
    assert "`checksum: true` promises that this cannot be" in owed


def test_a_profile_without_a_level_is_told() -> None:
    (owed,) = linter.lint(changed(HEIMAN, quality=None))
    assert "quality: is missing; add `quality: {level: bronze" in owed


def test_a_state_without_its_vector_is_told() -> None:
    vectors = tuple(vector for vector in HEIMAN.vectors if "test-" not in vector.events)
    (owed,) = linter.lint(changed(HEIMAN, vectors=vectors))
    assert owed == "silver: vectors: none shows that test ends; add one with events: [test-]"


def test_what_each_level_adds_is_owed() -> None:
    bare = changed(HEIMAN, vectors=(Vector(name="one", input={}),), sources=("x",))
    assert [what.split(":")[0] for what in linter.lint(claims(bare, "bronze"))] == ["bronze", "bronze"]
    silver = linter.lint(claims(bare, "silver"))
    assert any("none shows that fire begins" in what for what in silver)
    assert any("none is malformed" in what for what in silver)
    assert any("which capture from a device" in what for what in linter.lint(claims(bare, "gold")))
    platinum = linter.lint(claims(HEIMAN, "platinum", "the maker's manual"))
    assert platinum == [
        "platinum: quality.evidence: say where it was proven, on which day (2026-01-31), and with which "
        "firmware"
    ]
    proven = claims(HEIMAN, "platinum", "maker's manual", "呼和浩特某楼 2026-01-31, firmware 1.0.9")
    assert linter.lint(proven) == []


def test_the_highest_level_that_a_record_meets_is_known() -> None:
    assert linter.highest(GS524N) is Level.GOLD
    assert linter.highest(changed(HEIMAN, vectors=HEIMAN.vectors[:1])) is None


def test_a_vector_named_twice_is_told() -> None:
    (owed,) = linter.lint(changed(HEIMAN, vectors=(*HEIMAN.vectors, HEIMAN.vectors[0])))
    assert "'clean air' names two of them" in owed


def test_the_guide_lists_every_demand_in_both_languages() -> None:
    guide = (Path(loader.__file__).parents[1] / "docs/guides/device-profiles.md").read_text(encoding="utf-8")
    for demand in linter.DEMANDS:
        assert f"| {demand.level} " in guide
        assert f"| {demand.zh} |" in guide, demand.zh
        assert f"| {demand.level} | {demand.en} |" in guide, demand.en
