"""What differs between two plans, over real settings files."""

from pathlib import Path

import pytest

from edge_agent.control.difference import Difference, difference
from edge_agent.plan import Plan, load_plan
from edge_agent.watch import Watched
from telemetry.messages import Label, Part
from tests.edge_agent.site import bus, head

ONE, TWO = bus("one", 1502), bus("two", 1503, (23, 24))


@pytest.fixture
def plan_of(tmp_path: Path) -> object:
    def made(text: str) -> Plan:
        path = tmp_path / "agent.toml"
        path.write_text(text)
        return load_plan(path)

    return made


def seen(found: Difference) -> dict[str, object]:
    flags = {name: getattr(found, name) for name in ("inventory", "uplink", "door", "general")}
    return {
        "stop": found.stop,
        "start": tuple(plan.name for plan in found.start),
        **{name: True for name, flag in flags.items() if flag},
    }


NOTHING: dict[str, object] = {"stop": (), "start": ()}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (ONE + TWO, ONE + TWO, NOTHING),
        (ONE + TWO, "# words\n" + ONE + TWO, NOTHING),
        (ONE + TWO, ONE, {"stop": ("two",), "start": (), "inventory": True}),
        (ONE, ONE + TWO, {"stop": (), "start": ("two",), "inventory": True}),
        (
            ONE + TWO,
            ONE + bus("two", 1503, (23, 24), poll_s=0.5),
            {"stop": ("two",), "start": ("two",)},
        ),
        (
            ONE + TWO,
            ONE + bus("two", 1503, (23,)),
            {"stop": ("two",), "start": ("two",), "inventory": True},
        ),
        (ONE, "[local]\nenabled = false\n" + ONE, {**NOTHING, "door": True}),
        (ONE, "[watchdog]\nspool_s = 5\n" + ONE, {**NOTHING, "general": True}),
        (ONE, '[uplink.backup]\nport = 5\n' + ONE, {**NOTHING, "uplink": True}),
    ],
)  # fmt: skip
def test_only_what_differs_is_started_anew(
    plan_of: object, old: str, new: str, expected: dict[str, object]
) -> None:
    found = difference(plan_of(head(1) + old), plan_of(head(1) + new))  # type: ignore[operator]
    assert seen(found) == expected
    assert found.anything == (expected != NOTHING)
    assert found.refused == ()


def test_what_a_driver_has_found_by_itself_is_no_difference(plan_of: object) -> None:
    old, new = plan_of(head(1) + ONE), plan_of(head(1) + ONE)  # type: ignore[operator]
    part = Part("found-1", 1, 1, 42, 1, Label(), Label())
    old.buses[0].found["found-1"] = Watched(part)
    assert not difference(old, new).anything
