"""From examples to a model file that describes itself: fit, build, describe, write, enter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

from models.decision import Limits
from models.model_file import LAYOUT, MANIFEST, ChannelSpec, Description
from models.training import boosting
from models.training.boosting import Examples, Fitted, Size
from models.training.description import described, enter, write


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


def put(recipe: Recipe, raw: bytes, output: Path, manifest: Path = MANIFEST) -> str:
    """Write the file; one that ships is entered into the manifest as well. Returns the SHA-256."""
    sha256 = write(output, raw)
    if output.resolve() == (manifest.parent / recipe.model / "model.onnx").resolve():
        enter(recipe.model, sha256, len(raw), manifest)
    return sha256


def joined(parts: list[Examples]) -> Examples:
    """Examples of several blocks as one."""
    return Examples(*(np.concatenate([getattr(p, n) for p in parts]) for n in Examples.__annotations__))
