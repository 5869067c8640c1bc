"""The names in the description of the API: of the field, and not of the files that hold them.

Where two models share a name, FastAPI tells them apart by their modules (`cloud__duty__schemas__RoomOut`);
those who read the description are told by the noun (`DutyRoomOut`), and a file may move without their notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from fastapi import FastAPI

_BETWEEN: Final = "__"
_REFERENCE: Final = "#/components/schemas/"


class DescribedApi(FastAPI):
    """An application whose description names its models by noun."""

    def openapi(self) -> dict[str, Any]:
        """The description; made once."""
        if self.openapi_schema is None:
            self.openapi_schema = by_noun(super().openapi())
        return self.openapi_schema


def by_noun(document: dict[str, Any]) -> dict[str, Any]:
    """The document with every model that is named by its module named by its noun; ValueError if two meet."""
    schemas = document.get("components", {}).get("schemas", {})
    names = {name: noun_name(name) for name in schemas if _BETWEEN in name}
    _apart(names.values(), schemas)
    renamed: dict[str, Any] = _with_names(document, {_REFERENCE + old: new for old, new in names.items()})
    if names:
        renamed["components"]["schemas"] = {
            names.get(name, name): schema for name, schema in renamed["components"]["schemas"].items()
        }
    return renamed


def noun_name(name: str) -> str:
    """`cloud__dispatch__forces__schemas__UnitOut` → `DispatchForcesUnitOut`."""
    package, *folders, _, model = name.split(_BETWEEN)
    told = folders if package == "cloud" else [package, *folders]
    return "".join(word.capitalize() for folder in told for word in folder.split("_")) + model


def _apart(new: Iterable[str], present: Iterable[str]) -> None:
    taken = set(present)
    for name in new:
        if name in taken:
            raise ValueError(f"two models of the API would be called {name}; give one of them another name")
        taken.add(name)


def _with_names(value: Any, references: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _with_names(inner, references) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_names(inner, references) for inner in value]
    if isinstance(value, str) and value in references:
        return _REFERENCE + references[value]
    return value
