from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.verification_links import signing
from tests.cloud.said import NOW

KEY = b"k" * 32


@given(st.integers(1, 2**53), st.integers(1, 10_000))
def test_a_token_says_which_link_it_is_until_its_end(link: int, seconds: int) -> None:
    until = NOW + seconds * 1000
    token = signing.sign(KEY, link, until)
    assert signing.read(KEY, token, until - 1) == link
    with pytest.raises(signing.Expired):
        signing.read(KEY, token, until)


@given(st.data())
def test_a_changed_token_is_no_token(data: st.DataObject) -> None:
    token = signing.sign(KEY, 7, NOW + 60_000)
    place = data.draw(st.integers(0, len(token) - 2))
    sign = data.draw(st.sampled_from([c for c in "ABCDEFGHabcdefgh0123456789-_" if c != token[place]]))
    with pytest.raises(signing.BadToken):
        signing.read(KEY, token[:place] + sign + token[place + 1 :], NOW)


@given(st.text(max_size=60))
def test_what_nobody_signed_is_no_token(text: str) -> None:
    with pytest.raises(signing.BadToken):
        signing.read(KEY, text, NOW)


def test_another_key_signs_another_token() -> None:
    with pytest.raises(signing.BadToken):
        signing.read(b"x" * 32, signing.sign(KEY, 7, NOW + 60_000), NOW)
