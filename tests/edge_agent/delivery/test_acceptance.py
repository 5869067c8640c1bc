"""Which bundles a gateway takes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace as changed

from edge_agent.delivery.acceptance import Situation, accept
from edge_agent.delivery.manifest import BundleFault, Manifest
from edge_agent.delivery.target import Target

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HERE = Target("3.11", "aarch64", 36)
BUNDLE = Manifest(
    version="1.1",
    sequence=5,
    created=NOW - timedelta(days=3),
    expires=NOW + timedelta(days=30),
    target=Target("3.11", "aarch64", 28),
    packages={},
    files=[],
    gateway="gw-1",
)


def situation(**more: Any) -> Situation:
    return Situation(
        **{"now": NOW, "machine": HERE, "gateway": "gw-1", "confirmed": changed(BUNDLE, sequence=4), **more}
    )


def test_a_newer_bundle_for_this_gateway_is_taken() -> None:
    accept(BUNDLE, situation())
    accept(BUNDLE, situation(confirmed=None, gateway=None))


@pytest.mark.parametrize(
    ("bundle", "words"),
    [
        (changed(BUNDLE, target=Target("3.11", "x86_64", 28)), "made for x86_64, this is aarch64"),
        (changed(BUNDLE, target=Target("3.13", "aarch64", 28)), "needs Python 3.13, this is 3.11"),
        (changed(BUNDLE, target=Target("3.11", "aarch64", 39)), "needs glibc 2.39, this is 2.36"),
        (changed(BUNDLE, gateway="gw-2"), "the bundle is for gw-2, this is gw-1"),
        (changed(BUNDLE, expires=NOW - timedelta(seconds=1)), "expired on 2026-05-31"),
        (changed(BUNDLE, created=NOW + timedelta(days=2)), "set the clock"),
        (changed(BUNDLE, sequence=4), "--allow-downgrade"),
        (changed(BUNDLE, sequence=3), "--allow-downgrade"),
    ],
)
def test_what_is_not_for_here_and_now_is_refused_with_the_reason(bundle: Manifest, words: str) -> None:
    with pytest.raises(BundleFault, match=words):
        accept(bundle, situation())


def test_what_an_operator_may_insist_on() -> None:
    accept(changed(BUNDLE, sequence=3), situation(allow_downgrade=True))
    accept(changed(BUNDLE, expires=NOW - timedelta(days=9)), situation(ignore_clock=True))
