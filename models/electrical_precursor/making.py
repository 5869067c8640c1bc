"""How this model is made: its series, sites, sizes and what it may cost in false warnings."""

from __future__ import annotations

from models.electrical_precursor import features, limits
from models.electrical_precursor.channels import CHANNELS
from models.electrical_precursor.kinds import KINDS
from models.training.boosting import Size
from models.training.recipe import Recipe, Runs

RECIPE = Recipe(
    name="electrical_precursor",
    version="1",
    channels=CHANNELS,
    kinds=KINDS,
    graph=features,
    crossed=limits.crossed,
    simulator="simulators.circuits.sweep",
    learn_sites=("office", "dwelling", "shop", "school", "workshop", "pump_room"),
    test_sites=("hotel", "greenhouse", "charging"),
    learn=Runs(faults=320, normal=256, days=24.0),
    tune=Runs(faults=60, normal=132, days=24.0),
    test=Runs(faults=250, normal=198, days=24.0),
    quick=Runs(faults=30, normal=12, days=4.0),
    size=Size(trees=110, leaves=16, rate=0.1, kind_trees=20, kind_leaves=10, least_rows=60, bins=63),
    confirm=15,
    calm=120,
    false_a_month=0.05,
    warm_up_s=2 * 86_400.0,
)
