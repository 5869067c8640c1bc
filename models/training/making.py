"""From examples to a model file that describes itself: fit, build, describe."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import onnx

from models.channel import ChannelSpec
from models.decision import Limits
from models.model_file import LAYOUT, Description
from models.training import boosting
from models.training.boosting import Examples, Fitted, Size
from models.training.description import described


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a model is about, whatever it learns from. `graph` is the module that writes its features."""

    name: str
    version: str
    channels: tuple[ChannelSpec, ...]
    kinds: tuple[str, ...]
    graph: ModuleType
    neighbours: int = 0

    def describe(
        self,
        limits: Limits,
        trained_on: str,
        seed: int,
        kind_from: float = Fitted.kind_from,
        **more: Any,
    ) -> Description:
        """What the file says of itself."""
        return Description(
            layout=LAYOUT,
            model=self.name,
            version=self.version,
            channels=self.channels,
            shape=self.graph.SHAPE,
            neighbours=self.neighbours,
            kinds=self.kinds,
            features=self.graph.names(),
            limits=limits,
            kind_from=kind_from,
            trained_on=trained_on,
            seed=seed,
            **more,
        )

    def built(self, fitted: Fitted) -> onnx.ModelProto:
        """The whole graph: windows in, answers out."""
        given = self.graph.inputs()
        return boosting.build(fitted, given, self.graph.features(given))


@dataclass(frozen=True, kw_only=True)
class Recipe(Subject):
    """What a model is, but for its examples."""

    limits: Limits
    size: Size
    quick: Size


def make(recipe: Recipe, examples: Examples, trained_on: str, seed: int, size: Size) -> tuple[bytes, Fitted]:
    """The model's bytes, the same from the same examples and seed; and its trees."""
    fitted = boosting.fit(examples, recipe.graph.rising(), len(recipe.kinds), seed, size)
    told = recipe.describe(recipe.limits, trained_on, seed, fitted.kind_from)
    return described(recipe.built(fitted), told), fitted
