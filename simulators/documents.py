"""YAML files read into models, with every fault named by file, line, field and cure."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from runtime.faults import PlainFault

_PACKAGE = "simulators"
#: A building or a day is described in some hundreds of lines; more is a wrong file.
MAX_BYTES = 2_000_000

M = TypeVar("M", bound="Record")


class DocumentError(PlainFault):
    """A file that cannot be used: one line a fault, each `FILE:LINE: field: what; cure`."""


class Record(BaseModel):
    """A part of such a file; a field it does not know is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Place = tuple[int | str, ...]


def find(name: str | Path, folder: str, near: Path | None = None) -> Path:
    """The file `name`: as given, beside `near`, or one that comes with the package (`day` for `day.yaml`)."""
    given = Path(name)
    own = Path(str(resources.files(_PACKAGE))) / folder
    candidates = [given] if near is None or given.is_absolute() else [near / given, given]
    candidates += [own / given, own / f"{given.name}.yaml"]
    for candidate in candidates:
        if candidate.is_file():
            return candidate.resolve()
    known = ", ".join(sorted(path.stem for path in own.glob("*.yaml")))
    raise DocumentError(f"{name}: no such file; give a path, or one of those that come along: {known}")


def load(path: Path, model: type[M]) -> M:
    """Read `path` as `model`. Raises DocumentError with every fault that the file has."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DocumentError(f"{path}: more than {MAX_BYTES} bytes; is this the right file?")
        text = path.read_text(encoding="utf-8")
    except OSError as fault:
        raise DocumentError(f"{path}: {fault.strerror}; check the path and its permissions") from fault
    except UnicodeDecodeError as fault:
        raise DocumentError(f"{path}: byte {fault.start} is not UTF-8; save the file as UTF-8") from fault
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise DocumentError(f"{path}:{line}: {fault.problem}; check indentation and brackets") from fault
    except yaml.YAMLError as fault:
        raise DocumentError(f"{path}: {fault}; save it as plain UTF-8 text".replace("\n", " ")) from fault
    lines: dict[Place, int] = {}
    _index(node, (), lines)
    try:
        return model.model_validate(data)
    except ValidationError as fault:
        raise DocumentError("\n".join(_told(path, lines, fault))) from fault


def line_of(lines: dict[Place, int], place: Place) -> int:
    """The line of `place`, or of the nearest thing around it that the file has."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def _index(node: yaml.Node | None, place: Place, lines: dict[Place, int]) -> None:
    if node is None:
        return
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            lines[(*place, key.value)] = key.start_mark.line + 1
            _index(value, (*place, key.value), lines)
            lines[(*place, key.value)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _index(value, (*place, number), lines)


def _told(path: Path, lines: dict[Place, int], fault: ValidationError) -> list[str]:
    told = []
    for error in fault.errors():
        place = tuple(error["loc"])
        field = ".".join(str(step) for step in place) or "the file"
        what = error["msg"].removeprefix("Value error, ")
        cure = "; see the comments of the file that comes along" if "; " not in what else ""
        told.append(f"{path}:{line_of(lines, place)}: {field}: {what}{cure}")
    return told
