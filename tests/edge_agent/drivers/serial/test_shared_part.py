"""The panel's part: a state holds while anything behind it holds it."""

from __future__ import annotations

from device_profiles.finding import ALL_STATES, Finding, Report
from edge_agent.drivers.serial.shared_part import SharedPart


def said(address: str | None, unit: str = "", *, sets: str = "", clears: str = "") -> Report:
    evidence = {"unit": unit} if unit else {}
    return Report(
        address,
        Finding(
            sets=frozenset(filter(None, [sets])),
            clears=frozenset(filter(None, [clears])),
            evidence=dict(evidence),
        ),
    )


def test_mains_that_come_back_do_not_mend_the_battery() -> None:
    shared = SharedPart()
    shared.share(said(None, "mains", sets="power-fault"))
    shared.share(said(None, "battery", sets="power-fault"))
    assert shared.share(said(None, "mains", clears="power-fault")).clears == frozenset()
    assert shared.share(said(None, "battery", clears="power-fault")).clears == {"power-fault"}


def test_a_point_outside_the_settings_does_not_end_the_fire_of_another() -> None:
    shared = SharedPart()
    shared.share(said("1-5", sets="fire"))
    shared.share(said("1-6", sets="fire"))
    assert "fire" not in shared.share(said("1-5", clears="fire")).clears
    assert "fire" in shared.share(said("1-6", clears="fire")).clears


def test_what_nobody_is_known_to_hold_is_cleared() -> None:
    assert SharedPart().share(said("1-5", clears="fault")).clears == {"fault"}


def test_a_reset_lets_go_of_everything() -> None:
    shared = SharedPart()
    shared.share(said("1-5", sets="fire"))
    shared.share(Report(None, Finding(clears=ALL_STATES), everywhere=True))
    assert shared.share(said("1-6", clears="fire")).clears == {"fire"}
