"""The models beside early warning: what they look at, what they say, and what a restart leaves."""

from pathlib import Path

import numpy as np
import pytest

from device_profiles.finding import CONCLUDED, STATES, Finding, Sample
from edge_agent.early_warning import runtime, standing, tasks
from edge_agent.early_warning.settings import (
    CircuitSettings,
    GroupSettings,
    LimitSettings,
    ModelSettings,
    WaterSettings,
)
from edge_agent.intake.observation import Observation
from tests.edge_agent.early_warning.gateway import Gateway, part
from tests.services import until

#: So ready to warn that a shipped model warns of whatever it sees, at once.
EAGER = LimitSettings(on=1e-9, sure=2e-9, off=1e-10, confirm=1, calm=1)
CO, KPA, LEVEL, RESIDUAL, TEMPERATURE, SMOKE = 129, 5, 2, 130, 3, 128


def tell(gateway: Gateway, name: str, **values: float) -> None:
    codes = {"co": CO, "kpa": KPA, "level": LEVEL, "residual": RESIDUAL, "heat": TEMPERATURE, "smoke": SMOKE}
    samples = tuple(Sample(codes[what], value) for what, value in values.items())
    gateway.observe([Observation(name, Finding(samples=samples))])


@pytest.mark.parametrize("task", tasks.TASKS.values(), ids=lambda task: task.model)
def test_every_warning_is_a_state_that_only_the_gateway_concludes(task: tasks.Task) -> None:
    assert task.state in STATES
    assert task is tasks.FIRE or task.state in CONCLUDED


@pytest.mark.parametrize(
    ("task", "component", "told", "kind"),
    [
        (tasks.CO_HAZARD, 129, {"co": 200.0, "heat": 21.0}, "pre-alarm"),
        (tasks.CIRCUIT, 17, {"residual": 450.0, "heat": 80.0}, "supervisory"),
        (tasks.HEALTH, 42, {"smoke": 4.0}, "fault"),
    ],
    ids=lambda given: getattr(given, "model", None),
)
async def test_a_live_model_raises_its_own_kind_with_its_reasons(
    tmp_path: Path, task: tasks.Task, component: int, told: dict[str, float], kind: str
) -> None:
    settings = ModelSettings(mode="live", limits=EAGER)
    gateway = Gateway(tmp_path, settings, [part("room/1", component)], task=task)
    async with gateway.running():
        tell(gateway, "room/1", **told)
        await until(lambda: gateway.events)
    event = gateway.events[0]
    assert (event.part.part, event.kind, event.active) == ("room/1", kind, True)
    assert event.evidence["model"] == task.model
    assert event.evidence["kind_zh"] in {zh for zh, _ in task.words.values()}
    assert event.text.startswith(task.zh)
    assert task.en in event.text


async def test_models_other_than_early_warning_begin_in_shadow(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, ModelSettings(limits=EAGER), [part("kitchen", 129)], task=tasks.CO_HAZARD)
    async with gateway.running():
        tell(gateway, "kitchen", co=300.0)
        await until(lambda: gateway.warning.tally.raised == 1)
    assert gateway.events == []
    assert gateway.told()["history"][0]["mode"] == "shadow"


async def test_the_gauges_of_a_main_are_one_row(tmp_path: Path) -> None:
    sources = {"pressure": "gauge", "level": "tank", "pump": "pump", "ambient": "room"}
    settings = WaterSettings(mode="live", limits=EAGER, group=(GroupSettings(part="main", sources=sources),))
    watched = [part(name, 0) for name in ("main", "gauge", "tank", "pump", "room")]
    gateway = Gateway(tmp_path, settings, watched, task=tasks.WATER)
    gateway.observe([Observation("pump", Finding(sets=frozenset({"started"})))])
    async with gateway.running():
        tell(gateway, "gauge", kpa=420.0)
        await until(lambda: "main supervisory+" in gateway.seen())
        tell(gateway, "tank", level=2.5)
    assert gateway.warning.health().rows == 1
    event = gateway.events[-1]
    assert str(event.evidence["values_pressure"]).startswith("0.42")
    assert str(event.evidence["values_pump"]).strip().endswith("1 0/1")


def test_a_group_with_a_channel_that_the_model_lacks_is_refused_with_those_it_has() -> None:
    with pytest.raises(ValueError, match="no channel 'presure'; it has pressure, level"):
        WaterSettings(group=(GroupSettings(part="main", sources={"presure": "gauge"}),))


def test_two_groups_of_one_part_are_refused() -> None:
    group = GroupSettings(part="board", sources={"residual": "board"})
    with pytest.raises(ValueError, match="two groups are of part board"):
        CircuitSettings(group=(group, group))


async def test_a_restart_does_not_forget_what_was_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = Gateway(tmp_path, ModelSettings(), [part("board", 17)], task=tasks.CIRCUIT)
    async with gateway.running():
        tell(gateway, "board", residual=20.0)
        await gateway.looked(1)
        assert gateway.warning.engine is not None
        gateway.warning.engine.scorer.windows._slow[:] = np.linspace(10.0, 20.0, 2 * 64)[:, None, None]
        seen = gateway.warning.engine.scorer.windows.slow.copy()
    again = Gateway(tmp_path, ModelSettings(), [part("board", 17)], gateway.stored, tasks.CIRCUIT)
    async with again.running():
        await again.looked(1)
        assert again.warning.engine is not None
        assert again.warning.engine.parts == ("board",)
        windows = again.warning.engine.scorer.windows
        assert windows.have[0, 0], "the last value still counts"
        assert np.allclose(windows.slow[:, 0, 0], seen[:, 0, 0])


@pytest.mark.parametrize(("away_s", "flat"), [(6 * 3600.0, False), (5 * 86400.0, True)])
async def test_after_a_long_time_away_the_past_is_no_past(tmp_path: Path, away_s: float, flat: bool) -> None:
    gateway = Gateway(tmp_path, ModelSettings(), [part("board", 17)], task=tasks.CIRCUIT)
    async with gateway.running():
        tell(gateway, "board", residual=20.0)
        await gateway.looked(1)
        assert gateway.warning.engine is not None
        gateway.warning.engine.scorer.windows._slow[:] = 10.0
    again = Gateway(tmp_path, ModelSettings(), [part("board", 17)], gateway.stored, tasks.CIRCUIT)
    later_ms = int(again.clock.now_ms() + away_s * 1000)
    again.clock.now_ms = lambda: later_ms  # type: ignore[method-assign]
    async with again.running():
        await again.looked(1) if not flat else None
        tell(again, "board", residual=20.0)
        await again.looked(1) if flat else None
        assert again.warning.engine is not None
        slow = again.warning.engine.scorer.windows.slow[:, 0, 0]
        assert bool(slow[0] == pytest.approx(20.0)) is flat


async def test_each_model_looks_at_what_it_knows(tmp_path: Path) -> None:
    watched = [part("room/1", 42), part("room/2", 129), part("board", 17), part("pump", 91)]
    gateways = [Gateway(tmp_path, ModelSettings(), watched, task=task) for task in tasks.TASKS.values()]
    for gateway in gateways:
        tell(gateway, "room/1", smoke=0.1, heat=21.0)
        tell(gateway, "room/2", co=2.0, heat=21.0)
        tell(gateway, "board", residual=20.0, heat=45.0)
        tell(gateway, "pump", heat=50.0)
    rows = {gateway.warning.task.model: gateway.warning._inputs.parts for gateway in gateways}
    assert rows == {
        "early_warning": ["room/1", "room/2"],
        "co_hazard": ["room/2"],
        "electrical_precursor": ["board"],
        "water_supply": [],
        "detector_health": ["room/1"],
    }
    for gateway in gateways:
        gateway.warning.finish()
        gateway.warning.join(1.0)


async def test_a_warning_of_a_part_that_joins_a_group_does_not_stay_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "PROVE_S", 0.2)
    monkeypatch.setattr(runtime, "_IDLE_S", 0.02)
    gateway = Gateway(
        tmp_path, CircuitSettings(mode="live", limits=EAGER), [part("board", 17), part("probe", 17)],
        task=tasks.CIRCUIT,
    )  # fmt: skip
    async with gateway.running():
        tell(gateway, "probe", residual=400.0)
        await until(lambda: "probe supervisory+" in gateway.seen())
        group = GroupSettings(part="board", sources={"residual": "probe"})
        gateway.change(CircuitSettings(mode="live", limits=EAGER, group=(group,)))
        assert gateway.warning.health().rows == 0
        await until(lambda: "probe supervisory-" in gateway.seen())
