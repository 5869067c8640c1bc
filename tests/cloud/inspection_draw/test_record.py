"""Whatever is changed in a record is found, by the program that draws and by the one that stands apart."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cloud.draw_verifier import verify_draw
from cloud.inspection_draw import frame, record, result, verify
from cloud.inspection_draw.canonical import Document, digest, to_file
from runtime.faults import PlainFault
from tests.cloud import drawing

_RECORD = drawing.whole_record()
_FILE = to_file(_RECORD)
_VERIFIERS: dict[str, Callable[..., str | None]] = {
    "steppewatch": verify.first_difference,
    "verify_draw": verify_draw.first_difference,
}
each_verifier = pytest.mark.parametrize("found_by", _VERIFIERS.values(), ids=_VERIFIERS)
_PARTS = ("plan", "frame", "commitment", "entropy", "result")


def resealed(document: Document) -> bytes:
    """What somebody would publish who changes a record and hashes everything after it anew."""
    document["frame"]["plan"] = document["commitment"]["plan"] = digest(document["plan"])
    document["commitment"]["frame"] = digest(document["frame"])
    document["entropy"]["commitment"] = digest(document["commitment"])
    document["result"]["entropy"] = digest(document["entropy"])
    document["seals"] = {part: digest(document[part]) for part in _PARTS}
    return to_file(document)


@each_verifier
def test_an_untouched_record_agrees(found_by: Callable[..., str | None]) -> None:
    assert found_by(_FILE) is None
    assert found_by(_FILE, _RECORD["seals"]["commitment"]) is None


def test_the_same_inputs_give_the_same_bytes_for_ever() -> None:
    """Records are published once; whoever changes a rule gives the format another name."""
    assert _RECORD["format"] == "steppewatch-inspection-draw/1"
    assert _RECORD["seals"]["result"] == "c512605777506c9869e6b8ebc28cadc8eb48b74cba8f5de738ca514b80c1457a"


@each_verifier
def test_what_was_frozen_is_verified_before_anything_is_drawn(found_by: Callable[..., str | None]) -> None:
    assert found_by(to_file(drawing.frozen()[2])) is None


@given(st.integers(0, 10_000), st.integers(10, 90))
@settings(max_examples=25, deadline=None)
def test_both_verifiers_agree_with_any_plan_and_list(seed: int, units: int) -> None:
    try:
        data = to_file(drawing.random_record(seed, units))
    except PlainFault:  # exclusions leave too few, or conflicts too few inspectors
        assume(False)
    assert verify.first_difference(data) is None
    assert verify_draw.first_difference(data) is None


def _places() -> dict[str, int]:
    """One byte of each kind: every name, every kind of value, every sign, in every document."""
    kinds: dict[str, int] = {}
    for part in (*_PARTS, "seals", "format"):
        start = _FILE.index(b'"%b":' % part.encode())
        text = _FILE[start : start + 4_000]
        for kind, wanted in (
            ("digit", b"0123456789"),
            ("letter", b"abcdefghijklmnopqrstuvwxyz"),
            ("quote", b'"'),
            ("comma", b","),
            ("colon", b":"),
            ("brace", b"{}[]"),
            ("chinese", bytes(range(0x80, 0x100))),
        ):
            for last in (False, True):
                at = [n for n, byte in enumerate(text) if byte in wanted]
                if at:
                    kinds[f"{part} {kind} {'last' if last else 'first'}"] = start + at[-1 if last else 0]
    return kinds | {"the first byte": 0, "the last byte": len(_FILE) - 1}


@pytest.mark.parametrize("place", _places().values(), ids=_places())
def test_a_flipped_bit_anywhere_is_found_by_both(place: int) -> None:
    for bit in (0x01, 0x10):
        changed = bytearray(_FILE)
        changed[place] ^= bit
        assert verify.first_difference(bytes(changed)) is not None
        assert verify_draw.first_difference(bytes(changed)) is not None


@pytest.mark.slow
def test_every_single_changed_byte_of_a_small_record_is_found_by_both() -> None:
    whole = to_file(drawing.whole_record(units=25))
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        assert verify.first_difference(bytes(changed)) is not None, place
        assert verify_draw.first_difference(bytes(changed)) is not None, place


@each_verifier
@pytest.mark.parametrize("cut", [_FILE[:-1], _FILE + b"\n", _FILE[1:], b"", _FILE[: len(_FILE) // 2]])
def test_a_shorter_or_longer_file_is_found(found_by: Callable[..., str | None], cut: bytes) -> None:
    assert found_by(cut) is not None


def _first(rows: list[Any], **like: Any) -> Any:
    return next(row for row in rows if all(row[name] == value for name, value in like.items()))


def _swap_drawn(document: Document) -> None:
    drawn = {row["unit"] for row in document["result"]["drawn"]}
    left = next(
        row["unit"]
        for row in document["frame"]["units"]
        if row["unit"] not in drawn and row["status"] == "eligible"
    )
    document["result"]["drawn"][-1]["unit"] = left


CHANGES: dict[str, tuple[Callable[[Document], object], str]] = {
    "a unit in another's place": (_swap_drawn, "result.drawn"),
    "a unit not drawn": (lambda d: d["result"]["drawn"].pop(), "result.drawn"),
    "a unit drawn twice": (lambda d: d["result"]["drawn"].append(d["result"]["drawn"][0]), "result.drawn"),
    "other inspectors": (
        lambda d: d["result"]["drawn"][0]["inspectors"].reverse(),
        "result.drawn[0].inspectors[0]",
    ),
    "another share": (lambda d: d["result"]["drawn"][0].update(share="blind"), "result.drawn[0].share"),
    "another order of reserves": (lambda d: d["result"]["reserves"][2]["units"].reverse(), "result.reserves"),
    "a unit unserved": (
        lambda d: d["result"]["unserved"].append({"unit": "u", "able": 2}),
        "result.unserved",
    ),
    "another seed": (lambda d: d["entropy"].update(seed="0" * 64), "entropy.seed"),
    "another key": (lambda d: d["entropy"].update(key="1./"), "entropy.key"),
    "another number": (lambda d: d["entropy"]["values"][1]["numbers"].__setitem__(0, 8), "entropy.key"),
    "numbers in another order": (
        lambda d: d["entropy"]["values"][0]["numbers"].reverse(),
        "entropy.values[0]",
    ),
    "a number that no ball has": (
        lambda d: d["entropy"]["values"][1]["numbers"].__setitem__(0, 17),
        "ssq-blue",
    ),
    "a higher chance": (
        lambda d: _first(d["frame"]["units"], status="eligible").update(chance=999_999_999),
        "chance",
    ),
    "a unit made certain": (
        lambda d: _first(d["frame"]["units"], status="eligible").update(status="certain"),
        "status",
    ),
    "a smaller quota": (lambda d: d["frame"]["strata"][0].update(quota=1), "quota"),
    "another denominator": (lambda d: d["frame"].update(denominator=10), "denominator"),
    "an unknown member": (lambda d: d["frame"].update(note="x"), "frame.note"),
    "a member of the plan that is not known": (lambda d: d["plan"].update(note="x"), "plan"),
    "a floor that is not kept": (lambda d: d["plan"]["classes"][0].update(floor=1_001), "crowded-key"),
    "weights out of bounds": (lambda d: d["plan"]["weights"][0].update(times=0), "times"),
    "frozen after the sources spoke": (
        lambda d: d["commitment"].update(frozen_at="2026-12-05T22:00:00+08:00"),
        "",
    ),
    "too little chance": (lambda d: d["plan"]["entropy"]["sources"].pop(), "2^48"),
    "units in another order": (lambda d: d["frame"]["units"].reverse(), "frame.units"),
    "a unit twice": (lambda d: d["frame"]["units"].insert(0, d["frame"]["units"][0]), "frame.units"),
    "a unit that is no object": (lambda d: d["frame"]["units"].insert(0, 3), ""),
    "no result": (lambda d: d["result"].clear(), "result"),
}


@each_verifier
@pytest.mark.parametrize(("change", "where"), CHANGES.values(), ids=CHANGES)
def test_a_change_that_is_sealed_anew_is_found_and_its_place_named(
    found_by: Callable[..., str | None], change: Callable[[Document], object], where: str
) -> None:
    document = copy.deepcopy(_RECORD)
    change(document)
    said = found_by(resealed(document))
    assert said is not None
    assert where in said


@each_verifier
def test_a_draw_from_another_list_is_found_by_the_commitment_published_beforehand(
    found_by: Callable[..., str | None],
) -> None:
    plan, rolls, _ = drawing.frozen()
    fewer = rolls._replace(units=[*rolls.units[:7], *rolls.units[8:]])
    gone = rolls.units[7].unit
    fewer = fewer._replace(conflicts=[row for row in rolls.conflicts if row.unit != gone])
    other = record.complete(record.freeze(plan, fewer, drawing.FROZEN_AT), plan, fewer, drawing.VALUES)
    data = to_file(other)
    assert found_by(data) is None
    said = found_by(data, _RECORD["seals"]["commitment"])
    assert said is not None
    assert "事先公布" in said


def test_the_same_numbers_draw_another_list_with_another_seed() -> None:
    assert drawing.whole_record(1)["entropy"]["seed"] != drawing.whole_record(2)["entropy"]["seed"]


def test_a_plan_cannot_be_frozen_once_its_sources_may_have_spoken() -> None:
    plan, rolls, _ = drawing.frozen()
    with pytest.raises(PlainFault, match="name later ones"):
        record.freeze(plan, rolls, plan.entropy.not_before)
    assert record.freeze(plan, rolls, plan.entropy.not_before - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"ssq-blue": [17]}, "ssq-blue .* from 1 to 16"),
        ({"ssq-red": [1, 2, 3, 4, 5, 5]}, "ssq-red .*6 different"),
        ({"ssq-red": [1, 2, 3, 4, 5]}, "ssq-red .*6 different"),
        ({"stock": [1]}, "stock: the plan names no such source"),
        ({"dlt-back": []}, "dlt-back .*2 different"),
    ],
)
def test_numbers_that_a_source_cannot_give_are_refused(values: dict[str, list[int]], words: str) -> None:
    plan, rolls, document = drawing.frozen()
    with pytest.raises(PlainFault, match=words):
        record.complete(document, plan, rolls, drawing.VALUES | values)
    with pytest.raises(PlainFault, match=r"dlt-back .*missing"):
        record.complete(
            document,
            plan,
            rolls,
            {"ssq-red": [1, 2, 3, 4, 5, 6], "ssq-blue": [1], "dlt-front": [1, 2, 3, 4, 5]},
        )


def test_a_record_holds_no_fraction() -> None:
    json.loads(_FILE, parse_float=lambda text: pytest.fail(f"{text} in the record"))


def test_who_is_drawn_is_in_the_frame_with_inspectors_who_may_go_there() -> None:
    plan, rolls, document = drawing.frozen()
    whole = record.complete(document, plan, rolls, drawing.VALUES)
    units = {row["unit"]: row for row in whole["frame"]["units"]}
    barred = frame.barred_by_conflict(plan, rolls.conflicts)
    homes = {person.inspector: person.area for person in rolls.inspectors}
    for row in whole["result"]["drawn"]:
        assert units[row["unit"]]["status"] == ("certain" if row["share"] == "certain" else "eligible")
        assert len(row["inspectors"]) == 2
        for name in row["inspectors"]:
            assert name not in barred.get(row["unit"], ())
            assert homes[name] != units[row["unit"]]["area"]
    drawn = {row["unit"] for row in whole["result"]["drawn"]}
    for row in whole["result"]["reserves"]:
        assert not drawn & set(row["units"])
        assert all(units[name]["stratum"] == row["stratum"] for name in row["units"])


def test_units_whose_inspectors_are_all_full_are_in_the_record() -> None:
    plan, rolls, _ = drawing.frozen(units=400)
    able = [person._replace(area="150102") for person in rolls.inspectors]
    able[:3] = [person._replace(area="", capacity=200) for person in able[:3]]
    able[0] = able[0]._replace(capacity=1)
    rolls = rolls._replace(inspectors=able, conflicts=[])
    document = record.complete(record.freeze(plan, rolls, drawing.FROZEN_AT), plan, rolls, drawing.VALUES)
    assert not document["result"]["unserved"]  # two of the three go everywhere
    able[1] = able[1]._replace(capacity=2)
    rolls = rolls._replace(inspectors=able)
    document = record.complete(record.freeze(plan, rolls, drawing.FROZEN_AT), plan, rolls, drawing.VALUES)
    unserved = document["result"]["unserved"]
    units = {row["unit"]: row for row in document["frame"]["units"]}
    assert unserved
    assert all(units[row["unit"]]["area"] == "150102" and row["able"] == 3 for row in unserved)
    assert verify_draw.first_difference(to_file(document)) is None


def test_the_result_follows_from_frame_and_seed_alone() -> None:
    plan, rolls, document = drawing.frozen()
    one = result.draw(plan, rolls, document["frame"], "seed")
    assert one == result.draw(plan, rolls, document["frame"], "seed")
    assert one != result.draw(plan, rolls, document["frame"], "other")
