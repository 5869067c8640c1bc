from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.enrolment import codes

bodies = st.text(alphabet=codes.ALPHABET, min_size=codes.RANDOM_SIGNS, max_size=codes.RANDOM_SIGNS)


def made_of(body: str) -> str:
    signs = iter(body)
    return codes.new_code(lambda _: next(signs))


@given(bodies)
def test_a_code_is_read_as_it_was_shown_in_any_case_and_spacing(body: str) -> None:
    code = made_of(body)
    assert codes.read_typed(codes.shown(code)) == code
    assert codes.read_typed(f" {code[:3].lower()} {code[3:]}- ") == code


@given(bodies, st.integers(0, codes.SIGNS - 1), st.sampled_from(codes.ALPHABET))
def test_one_wrong_sign_is_always_found(body: str, place: int, sign: str) -> None:
    code = made_of(body)
    if code[place] != sign:
        with pytest.raises(codes.CodeTypo):
            codes.read_typed(code[:place] + sign + code[place + 1 :])


@given(bodies, st.integers(0, codes.RANDOM_SIGNS - 2))
def test_two_neighbours_exchanged_are_always_found(body: str, place: int) -> None:
    code = made_of(body)
    exchanged = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if exchanged != code:
        with pytest.raises(codes.CodeTypo):
            codes.read_typed(exchanged)


@pytest.mark.parametrize("typed", ["", "7KQ2M", "7KQ2M-X9RD0", "一二三四五六七八九十", "A" * 65])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(codes.CodeTypo):
        codes.read_typed(typed)


def test_no_sign_is_taken_for_another() -> None:
    assert len(codes.ALPHABET) == 29
    assert not set(codes.ALPHABET) & set("01ILOUZ")


def test_the_digest_says_nothing_without_the_key() -> None:
    code = codes.new_code(secrets.choice)
    assert codes.digest(code, b"one") != codes.digest(code, b"another")


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("https://centre.example", True),
        ("http://127.0.0.1:8080", True),
        ("http://centre.example", False),
        ("https://centre.example|x", False),
        ("centre.example", False),
    ],
)
def test_a_qr_text_leads_to_a_secured_centre(url: str, right: bool) -> None:
    assert codes.valid_centre(url) is right
