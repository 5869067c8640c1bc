"""From examples to a model file that describes itself: fit, build, describe."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

from models.channel import ChannelSpec
from models.decision import Limits
from models.model_file import LAYOUT, Description
from models.training import boosting
from models.training.boosting import Examples, Fitted, Size
from models.training.description import described


@dataclass(frozen=True)
class Recipe:
    """What a model is, but for its examples. `features` is the module that writes its graph."""

    model: str
    version: str
    channels: tuple[ChannelSpec, ...]
    kinds: tuple[str, ...]
    neighbours: int
    features: ModuleType
    limits: Limits
    size: Size
    quick: Size


def make(recipe: Recipe, examples: Examples, trained_on: str, seed: int, size: Size) -> tuple[bytes, Fitted]:
    """The model's bytes, the same from the same examples and seed; and its trees."""
    graph = recipe.features
    fitted = boosting.fit(examples, graph.rising(), len(recipe.kinds), seed, size)
    given = graph.inputs()
    model = boosting.build(fitted, given, graph.features(given))
    description = Description(
        layout=LAYOUT,
        model=recipe.model,
        version=recipe.version,
        channels=recipe.channels,
        shape=graph.SHAPE,
        neighbours=recipe.neighbours,
        kinds=recipe.kinds,
        features=graph.names(),
        limits=recipe.limits,
        kind_from=fitted.kind_from,
        trained_on=trained_on,
        seed=seed,
    )
    return described(model, description), fitted
