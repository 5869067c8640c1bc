from __future__ import annotations

import pytest

from cloud.people import names, passwords
from cloud.people.patience import ACCOUNT, Bucket, Patience, address_key
from tests.cloud.people.conftest import MovableClock


@pytest.mark.parametrize(
    "guessed",
    ["short", "password123", "P@ssw0rd2024!", "1234567890", "qwertyuiop", "aaaaaaaaaaaa", "woaini1314",
     "13804711234", "1qaz2wsx3edc", "Steppewatch2026", "wangfang horse", "王芳的密码今天很好用", "x" * 129],
)  # fmt: skip
def test_what_guessers_try_first_is_refused_in_both_languages(guessed: str) -> None:
    fault = passwords.fault_of(guessed, "wangfang", "王芳")
    assert fault is not None
    assert all(fault)


@pytest.mark.parametrize(
    "good", ["correct horse battery", "kwmdqzpl73hx", "草原上的风很大今天", "草原上的风很大今天啊"]
)
def test_length_counts_not_a_recipe(good: str) -> None:
    assert (passwords.fault_of(good, "wangfang", "王芳") is None) == (len(good) >= passwords.MIN_LENGTH)


def test_a_password_is_the_same_whatever_keyboard_made_it() -> None:
    kept = passwords.kept("Ａｂｃ horse drum")
    assert passwords.matches("Abc horse drum", kept)
    assert not passwords.matches("abc horse drum", kept)
    assert not passwords.matches("Abc horse drum", None)
    assert not passwords.outdated(kept)


def test_a_login_has_one_written_form() -> None:
    assert names.written(" Ｗang.Fang ") == "wang.fang"
    assert names.fit("王芳@fire")
    assert not any(names.fit(text) for text in ("", "a b", "a\n", "x" * 65))


def test_patience_forgets_the_oldest_and_what_was_long_ago() -> None:
    clock = MovableClock()
    patience = Patience(clock, ACCOUNT, keys=3)
    for key in "abcd":
        patience.attempt(key)
    assert len(patience) == 3
    for _ in range(ACCOUNT.free):
        patience.attempt("d")
    assert patience.attempt("d") > 0
    clock.ahead_s += ACCOUNT.forget_s + 1
    assert patience.attempt("d") == 0


def test_a_bucket_lets_a_burst_through_and_then_its_rate() -> None:
    clock = MovableClock()
    bucket = Bucket(clock, per_s=1.0, burst=2, keys=2)
    assert [bucket.take("a") for _ in range(3)] == [True, True, False]
    clock.ahead_s += 1.5
    assert bucket.take("a")
    assert bucket.take("b")


def test_an_address_is_a_host_or_a_network_of_them() -> None:
    assert address_key("2001:db8::1") == address_key("2001:db8::2")
    assert address_key("2001:db8::1") != address_key("2001:db8:0:1::1")
    assert address_key("::ffff:10.0.0.7") == address_key("10.0.0.7")
