"""Why a warning was raised, in words."""

from pathlib import Path

import numpy as np
import pytest

from models import model_file
from models.early_warning.channels import CO, HEAT, SMOKE
from models.early_warning.reasons import _of_channel, reasons
from models.model_file import ModelFile
from models.scorer import Scorer
from models.windows import Shape, Windows
from tests.models.tiny import tiny, values, written


@pytest.fixture
def model(tmp_path: Path) -> ModelFile:
    return model_file.load(written(tmp_path, tiny()).path)


def test_the_channel_that_rose_is_the_reason(model: ModelFile) -> None:
    scorer = Scorer(model, 1)
    scorer.tick(*values(1, co=2.0))
    scorer.tick(*values(1, co=38.0))
    (reason,) = reasons(model, scorer.windows, 0)
    assert reason.zh == "一氧化碳 10 秒内升高 36 ppm,现为 38 ppm"
    assert reason.en == "CO rose by 36 ppm in 10 seconds, now 38 ppm"
    assert reason.share == 1.0


def test_reasons_stand_strongest_first_and_small_ones_are_left_out(model: ModelFile) -> None:
    scorer = Scorer(model, 1)
    scorer.tick(*values(1))
    scorer.tick(*values(1, heat=32.0, co=10.0))  # 6 and 2 of log-odds
    found = reasons(model, scorer.windows, 0)
    assert [round(reason.share, 2) for reason in found] == [0.75, 0.25]
    assert found[0].en == "the temperature rises by 72.0 K a minute, now 32.0 °C"
    scorer.tick(*values(1, heat=32.0, co=1.0))
    assert len(reasons(model, scorer.windows, 0)) == 1


def test_a_neighbour_that_warms_up_is_named(model: ModelFile) -> None:
    scorer = Scorer(model, 2, np.array([[1, -1], [0, -1]]))
    scorer.tick(*values(2))
    told, have = values(2, heat=22.0)
    told[1, HEAT] = 60.0
    scorer.tick(told, have)
    found = reasons(model, scorer.windows, 0, [1, -1], ["hall/2", ""])
    assert found[0].zh == "相邻探测器 hall/2 也在升温"
    assert found[0].en == "the neighbouring detector hall/2 warms up too"


def test_where_nothing_moved_there_is_no_reason(model: ModelFile) -> None:
    scorer = Scorer(model, 1)
    scorer.tick(*values(1))
    assert reasons(model, scorer.windows, 0) == []


def test_smoke_is_told_as_loss_of_light_over_the_shortest_telling_span() -> None:
    windows = Windows(Shape(1.0, 4, 3, 2), 1, 5)
    told = np.full((1, 5), 0.5, dtype=np.float32)
    windows.push(told, np.ones((1, 5), bool))
    looks = {
        "smoke: over 10 s": 0.1,
        "smoke: over 2 min": 0.45,
        "smoke: over 15 min": 0.5,
        "co: over 1 min": 9.0,
    }
    zh, en = _of_channel("smoke", windows, 0, SMOKE, looks)
    assert zh == "烟雾减光率 2 分钟内升高 9.7 %/m,现为 10.9 %/m"
    assert en == "smoke rose by 9.7 %/m in 2 minutes, now 10.9 %/m"


def test_a_model_without_spans_is_explained_from_its_windows() -> None:
    windows = Windows(Shape(1.0, 4, 4, 30), 1, 5)
    for tick in range(120):
        windows.push(np.full((1, 5), float(tick), dtype=np.float32), np.ones((1, 5), bool))
    assert _of_channel("co", windows, 0, CO, {})[1] == "CO rose by 104 ppm in 2 minutes, now 119 ppm"
