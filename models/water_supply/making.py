"""How this model is made: its series, sites, sizes and what it may cost in false warnings."""

from __future__ import annotations

from models.training.boosting import Size
from models.training.recipe import Recipe, Runs
from models.water_supply import features, limits
from models.water_supply.channels import CHANNELS
from models.water_supply.kinds import KINDS

RECIPE = Recipe(
    name="water_supply",
    version="1",
    channels=CHANNELS,
    kinds=KINDS,
    graph=features,
    crossed=limits.crossed,
    simulator="simulators.waterworks.sweep",
    learn_sites=("high_rise", "mall", "warehouse", "dwellings", "street", "factory"),
    test_sites=("hospital", "school", "village"),
    learn=Runs(faults=320, normal=256, days=15.0),
    tune=Runs(faults=30, normal=98, days=15.0),
    test=Runs(faults=132, normal=124, days=15.0),
    quick=Runs(faults=36, normal=12, days=2.0),
    size=Size(trees=110, leaves=16, rate=0.1, kind_trees=20, kind_leaves=10, least_rows=60, bins=63),
    confirm=20,
    calm=120,
    false_a_month=0.05,
    warm_up_s=2 * 86_400.0,
    other_limits={limits.STRICT_WORDS: limits.crossed_strict},
)
