"""`python -m models.fire_risk.evaluate --data DIR`: the models of fire risk on what they have not seen.

Two sets are simulated on the spot, with a known truth: later years of cities that taught, and a whole city
that did not. Two are measured, where DIR holds them (`incidents_austin`, `incidents_toronto`): the same
methods on Austin's fires by area and month, and on which of Toronto's fires become serious. Figures go to
standard output; `--json` gives all, `--pictures` draws reliability, `--cards` writes the models' cards.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from rich.console import Console

from models.fire_risk import austin, cards, judging, pictures, toronto
from models.fire_risk.grading import BANDS, band_numbers
from models.fire_risk.histories import CITIES, HELD_OUT, Amounts, histories
from models.fire_risk.judging import Figures
from models.fire_risk.model import SUBJECTS, RiskModel, load, shipped
from models.fire_risk.played import Played, joined, play
from models.fire_risk.schema import CATEGORIES
from models.graph_file import HERE
from models.training.commands import plain
from models.training.description import write
from runtime.faults import PlainFault, tell

#: Cities of a simulated set, and how many times as many buildings and communities each has as was asked.
SETS: Final[dict[str, tuple[tuple[str, ...], int, int]]] = {
    "simulated_later_time": (CITIES[:3], 1, 1),
    "simulated_held_out_city": ((HELD_OUT,), 2, 4),
}
_LEAST_EVENTS: Final = 10
_AGES: Final = ((0, 1990), (1990, 2000), (2000, 2010), (2010, 2100))


def simulated(
    models: dict[str, RiskModel], amounts: Amounts, seed: int, tell: Callable[[str], None]
) -> dict[str, dict[str, Played]]:
    """What the models said of each simulated set: by set, then by `subject/target`."""
    found: dict[str, dict[str, Played]] = {}
    for name, (codes, buildings, communities) in SETS.items():
        parts: dict[str, list[Played]] = {}
        first_site = 0
        wanted = replace(
            amounts,
            buildings=amounts.buildings * buildings,
            communities=amounts.communities * communities,
        )
        with histories(codes, wanted, seed) as cities:
            for city in cities:
                tell(f"{name}: {city.code}")
                for subject, model in models.items():
                    for target, played in play(model, city, first_site=first_site).items():
                        parts.setdefault(f"{subject}/{target}", []).append(played)
                first_site += city.records.count
        found[name] = {key: joined(of) for key, of in parts.items()}
    return found


def figures(played: Played, seed: int) -> Figures:
    """All figures of one simulated set and target."""
    found = {"simulated": True, **judging.figures(played.told, seed)}
    inside = (played.low <= played.truth) & (played.truth <= played.high)
    found["truth_in_range"] = float(inside.mean())
    found["groups_in_range"] = _groups_in_range(played)
    return found


def _groups_in_range(played: Played, groups: int = 20) -> float:
    """Of groups that are scored alike, the share whose true mean lies within the mean of their ranges."""
    order = np.argsort(played.said, kind="stable")
    held = [
        played.low[part].mean() <= played.truth[part].mean() <= played.high[part].mean()
        for part in np.array_split(order, groups)
        if part.size
    ]
    return float(np.mean(held))


def slices(played: Played) -> dict[str, dict[str, Figures]]:
    """Figures by category, years of building, county and band; small slices are left out."""
    of_category = {name: played.category == code for code, name in enumerate(CATEGORIES)}
    ages = {
        f"{low}-{high - 1}": (played.built_year >= low) & (played.built_year < high) for low, high in _AGES
    }
    bands = band_numbers(played.safety)
    return {
        "category": _sliced(played, of_category),
        "built": _sliced(played, {**ages, "unknown": np.isnan(played.built_year)}),
        "county": _sliced(played, {str(name): played.county == name for name in np.unique(played.county)}),
        "band": _sliced(played, {one.code: bands == number for number, one in enumerate(BANDS)}),
    }


def _sliced(played: Played, chosen: dict[str, Any]) -> dict[str, Figures]:
    found = {}
    for name, rows in chosen.items():
        some = played.take(rows)
        if some.happened.sum() < _LEAST_EVENTS:
            continue
        found[name] = {
            "rows": some.said.size,
            "events": int(some.happened.sum()),
            "share": some.said.size / played.said.size,
            "auc": judging.auc(some.said, some.happened),
            "oracle_auc": judging.auc(some.truth, some.happened),
            "ece": judging.ece(some.said, some.happened, bins=5),
            "observed_to_expected": float(some.happened.sum() / some.said.sum()),
            "true_to_expected": float(some.truth.sum() / some.said.sum()),
        }
    return found


def said_of(
    models: dict[str, RiskModel], data: Path, amounts: Amounts, seed: int, tell: Callable[[str], None]
) -> tuple[Figures, dict[str, dict[str, Played]]]:
    """All figures, and what they were made from."""
    played = simulated(models, amounts, seed, tell)
    sets: dict[str, Figures] = {}
    for name, targets in played.items():
        for key, one in targets.items():
            sets[f"{name}/{key}"] = figures(one, seed)
    for name in austin.SETS:
        if (data / austin.INCIDENTS).is_file():
            tell(f"austin: {name}")
            sets[f"austin_2023_from_2022/{name}"] = austin.figures(data, name, seed)
    if (data / toronto.FIRES).is_file():
        tell("toronto")
        sets["toronto_2018_2019_severity"] = toronto.figures(data, seed)
    return {
        "sets": sets,
        "slices": {
            name: {key: slices(one) for key, one in targets.items() if key.endswith(":365")}
            for name, targets in played.items()
        },
        "models": {
            subject: {"sha256": model.sha256, "bytes": model.size, "trained_on": model.description.trained_on}
            for subject, model in models.items()
        },
        "seed": seed,
        "note": "sets named simulated_… are simulated; no Chinese record was to be had",
    }, played


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when the models cannot be judged."""
    parser = argparse.ArgumentParser(prog="python -m models.fire_risk.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder with incidents_austin and so on")
    parser.add_argument("--json", action="store_true", help="all figures as JSON on standard output")
    parser.add_argument("--models", type=Path, help="a folder of other models than those that ship")
    parser.add_argument(
        "--seed", type=int, default=1, help="the training's seed: the same cities, later years"
    )
    parser.add_argument("--buildings", type=int, default=20_000, help="buildings of each simulated city")
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of reliability (SVG)")
    parser.add_argument("--cards", action="store_true", help="write the cards of the models beside them")
    chosen = parser.parse_args(argv)
    console = Console(stderr=True)
    try:
        if not chosen.data.is_dir():
            raise PlainFault(
                f"{chosen.data}: no such folder; name the folder that holds the sets, or an empty one"
            )
        if chosen.buildings < 100:
            raise PlainFault(f"--buildings {chosen.buildings}: too few to judge on; give 100 or more")
        models = {
            subject: load(chosen.models / subject / "model.onnx") if chosen.models else shipped(subject)
            for subject in SUBJECTS
        }
        amounts = Amounts(chosen.buildings, max(chosen.buildings // 4, 20))
        told, played = said_of(models, chosen.data, amounts, chosen.seed, console.print)
        if chosen.pictures:
            pictures.draw(chosen.pictures, played, told)
        if chosen.cards:
            folder = chosen.models or HERE / "fire_risk"
            for subject, model in models.items():
                write(folder / subject / "card.md", cards.card(model, told).encode())
    except PlainFault as fault:
        return tell(fault)
    if chosen.json:
        sys.stdout.write(json.dumps(plain(told), ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    else:
        Console().print(cards.summary(told), soft_wrap=True, markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
