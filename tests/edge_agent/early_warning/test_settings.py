"""What a site may set: a trade-off by name, limits, a model of its own; mistakes told with their line."""

from pathlib import Path
from typing import get_args

import pytest

from edge_agent.config import AgentSettings
from edge_agent.early_warning.limits import limits_of
from edge_agent.early_warning.settings import EarlyWarningSettings, LimitSettings, TradeOff
from models.decision import Limits
from models.model_file import shipped
from runtime.settings import SettingsError, load
from tests.edge_agent.site import head
from tests.models.tiny import description

OWN = Limits(on=0.7, sure=0.95, off=0.3, confirm=6, calm=60)


def told(tmp_path: Path, text: str) -> EarlyWarningSettings:
    path = tmp_path / "agent.toml"
    path.write_text(head(1883) + "[early_warning]\n" + text)
    return load(path, AgentSettings).early_warning


def test_by_default_it_is_live_with_the_model_that_came_along(tmp_path: Path) -> None:
    found = told(tmp_path, "")
    assert (found.mode, found.limits, found.model, found.stale_after_s) == ("live", "balanced", None, None)


def test_a_model_of_ones_own_lies_beside_the_settings(tmp_path: Path) -> None:
    found = told(tmp_path, f'model = "own.onnx"\nsha256 = "{"a" * 64}"\n')
    assert found.model == tmp_path / "own.onnx"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('model = "own.onnx"\n', 1, "`sha256` is missing; write down what `sha256sum FILE` prints"),
        (f'sha256 = "{"a" * 64}"\n', 1, "`model` is missing; name the file"),
        ('model = "own.onnx"\nsha256 = "a1"\n', 3, "early_warning.sha256"),
        ('mode = "on"\n', 2, "'live', 'shadow' or 'off'"),
        ('limits = "bold"\n', 2, "'cautious', 'balanced' or 'early'"),
        ("limits = { on = 0.5, sure = 0.4, off = 0.2, confirm = 3, calm = 9 }\n", 2, "`sure` at least `on`"),
        (
            "limits = { on = 0.5, sure = 0.9, off = 0.2, confirm = 3, calm = 9, beside = 0.2 }\n",
            2,
            "make `beside` more than `off`",
        ),
        (
            "limits = { on = 0.5, sure = 0.9, off = 0.2, confirm = 3, calm = 9, beside = 0.95 }\n",
            2,
            "at most `sure`",
        ),
        ("limits = { on = 0.5, sure = 0.9, off = 0.2, confirm = 3 }\n", 2, "limits.calm: is missing"),
        ("stale_after_s = 0\n", 2, "stale_after_s"),
        ('leave_outs = ["a"]\n', 2, "did you mean `leave_out`?"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_cure(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    first = len(head(1883).splitlines()) + 1
    with pytest.raises(SettingsError) as fault:
        told(tmp_path, text)
    assert words in str(fault.value)
    assert f"agent.toml:{first + line - 1}: " in str(fault.value)


def test_a_trade_off_is_the_one_that_the_model_names() -> None:
    judged = {"early": Limits(0.6, 0.9, 0.2, 3, 60, 0.4)}
    model = description(limits=OWN, trade_offs=judged)
    assert limits_of(model, "early") == judged["early"]
    assert limits_of(model, "cautious") == OWN, "a model without that one has its own limits only"


@pytest.mark.parametrize("beside", [None, 0.3])
def test_limits_of_ones_own_hold_as_they_stand(beside: float | None) -> None:
    own = LimitSettings(on=0.5, sure=0.9, off=0.2, confirm=4, calm=30, beside=beside)
    assert limits_of(description(limits=OWN), own) == Limits(0.5, 0.9, 0.2, 4, 30, beside)


@pytest.mark.parametrize("chosen", get_args(TradeOff))
def test_the_model_that_ships_names_every_trade_off(chosen: TradeOff) -> None:
    model = shipped("early_warning").description
    assert limits_of(model, chosen) == model.trade_offs[chosen]
