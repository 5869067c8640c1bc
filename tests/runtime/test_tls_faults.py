"""A TLS fault says what is wrong and what to do; one that is not known keeps its own words."""

import ssl

import pytest

from runtime.tls_faults import plain


def fault(reason: str) -> ssl.SSLError:
    made = ssl.SSLError(1, f"[SSL: {reason}] {reason.lower()} (_ssl.c:1)")
    made.reason = reason
    return made


@pytest.mark.parametrize(
    ("reason", "cure"),
    [
        ("SSLV3_ALERT_CERTIFICATE_EXPIRED", "renew `tls_cert`"),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "set `tls_cert`"),
        ("WRONG_VERSION_NUMBER", "correct `port`"),
        ("KEY_VALUES_MISMATCH", "set the pair"),
    ],
)
def test_a_known_fault_comes_with_its_cure(reason: str, cure: str) -> None:
    assert cure in plain(fault(reason))
    assert plain(fault(reason)).startswith("TLS: ")


def test_an_unknown_fault_keeps_its_own_words() -> None:
    assert "SOMETHING_NEW" in plain(fault("SOMETHING_NEW"))
    assert plain(OSError("no route to host")) == "no route to host"
    assert plain(TimeoutError()) == "TimeoutError"
