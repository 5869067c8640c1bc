from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.audit import chain
from cloud.audit.chain import GENESIS, Break, Content, Head, Sealed
from cloud.audit.secrets import WITHHELD, without_secrets


def sealed_log(length: int) -> list[Sealed]:
    entries: list[Sealed] = []
    previous = GENESIS
    for number in range(1, length + 1):
        content = Content(
            number=number,
            at=number,
            who="王芳",
            account_id=1,
            via="session",
            action="x.change",
            subject=f"x/{number}",
            before=None,
            after="{}",
            previous=previous,
        )
        previous = chain.seal(content)
        entries.append(Sealed(content, previous))
    return entries


def first_break(entries: list[Sealed], expected: Head | None = None) -> Break | None:
    return next((found for found in chain.walk(entries, expected) if isinstance(found, Break)), None)


def head_of(entries: list[Sealed]) -> Head:
    return Head(entries[-1].content.number, entries[-1].seal)


def test_an_untouched_log_holds_to_its_end() -> None:
    entries = sealed_log(5)
    assert list(chain.walk(entries))[-1] == head_of(entries)
    assert first_break(entries, head_of(entries)) is None
    assert first_break([]) is None


@pytest.mark.parametrize("at", range(5))
@pytest.mark.parametrize(
    "change",
    [
        {"who": "张伟"},
        {"at": 99},
        {"after": '{"n":1}'},
        {"before": "{}"},
        {"subject": "x/9"},
        {"action": "y"},
        {"account_id": None},
    ],
)
def test_a_changed_entry_is_named(at: int, change: dict[str, object]) -> None:
    entries = sealed_log(5)
    entries[at] = entries[at]._replace(content=replace(entries[at].content, **change))  # type: ignore[arg-type]
    found = first_break(entries)
    assert found is not None
    assert found.number == at + 1


def test_an_entry_changed_and_sealed_anew_breaks_at_the_next_one() -> None:
    entries = sealed_log(5)
    content = replace(entries[2].content, who="张伟")
    entries[2] = Sealed(content, chain.seal(content))
    found = first_break(entries)
    assert found is not None
    assert found.number == 4


@pytest.mark.parametrize("at", range(4))
def test_a_removed_entry_is_named(at: int) -> None:
    entries = sealed_log(5)
    del entries[at]
    found = first_break(entries)
    assert found is not None
    assert (found.number, "missing" in found.what) == (at + 1, True)


def test_an_inserted_entry_is_named() -> None:
    entries = sealed_log(5)
    entries.insert(2, entries[1])
    found = first_break(entries)
    assert found is not None
    assert found.number == 2


def test_a_log_cut_off_or_written_anew_is_found_by_the_head_noted_elsewhere() -> None:
    entries = sealed_log(5)
    noted = head_of(entries)
    cut = first_break(entries[:3], noted)
    assert cut is not None
    assert cut.number == 4
    content = replace(entries[4].content, who="张伟")
    anew = [*entries[:4], Sealed(content, chain.seal(content))]
    assert first_break(anew) is None
    found = first_break(anew, noted)
    assert found is not None
    assert found.number == 5


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner)))
def test_canonical_json_reads_back_as_what_it_was_and_goes_into_any_file(value: object) -> None:
    text = chain.canonical({"v": value})
    text.encode("utf-8")
    assert "\x00" not in text
    assert json.loads(text) == json.loads(json.dumps({"v": value}))


def test_a_head_is_read_as_it_is_printed() -> None:
    head = Head(7, "ab" * 32)
    assert chain.parse_head(f" {head}\n") == head
    for wrong in ("", "7", "7:xyz", ":" + "ab" * 32, "-1:" + "ab" * 32):
        assert chain.parse_head(wrong) is None


def test_no_secret_passes_by_name_or_by_form() -> None:
    told = without_secrets(
        {
            "password": "hunter2",
            "client-secret": "x",
            "inner": [{"Token": "x"}, "swt_abc", "-----BEGIN PRIVATE KEY-----"],
            "hash": "$argon2id$v=19$",
            "name": "王芳",
            "has_password": True,
            "n": 1,
        }
    )
    assert told == {
        "password": WITHHELD,
        "client-secret": WITHHELD,
        "inner": [{"Token": WITHHELD}, WITHHELD, WITHHELD],
        "hash": WITHHELD,
        "name": "王芳",
        "has_password": True,
        "n": 1,
    }
