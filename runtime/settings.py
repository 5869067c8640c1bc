"""Settings from TOML, validated by pydantic; a fault names its file, line and key, and what to do.

Every process has one TOML file and one frozen model for it, derived from `Settings`.
"""

from __future__ import annotations

import difflib
import ipaddress
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeVar, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails

from runtime import toml_lines
from runtime.faults import PlainFault

MAX_SETTINGS_BYTES = 4_000_000
"""Far beyond any building; keeps a wrong file (a database, a log) from being read into memory."""


class Settings(BaseModel):
    """The base of every settings model: unknown keys are refused, values cannot change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


M = TypeVar("M", bound=BaseModel)


class SettingsError(PlainFault):
    """A settings file that cannot be used; one line for each fault: `FILE:LINE: key: fault; cure`."""


def _resolve(path: Path, info: ValidationInfo) -> Path:
    folder = (info.context or {}).get("folder")
    expanded = path.expanduser()
    return expanded if folder is None else Path(folder, expanded)


SettingsPath = Annotated[Path, AfterValidator(_resolve)]
"""A path in a settings file; a relative one is taken from the folder of that file."""


class HostPort(NamedTuple):
    """Where to listen."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def is_loopback(host: str) -> bool:
    """Whether the host can only mean this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _safe_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme == "https" and parts.hostname:
        return value.rstrip("/")
    if parts.scheme == "http" and parts.hostname and is_loopback(parts.hostname):
        return value.rstrip("/")
    raise ValueError(f"{value!r} must begin with https:// (http:// is taken on loopback only)")


SafeUrl = Annotated[str, AfterValidator(_safe_url)]
"""An address that others are sent to: https, or http on loopback."""


def _parse_listen(value: object) -> HostPort:
    if isinstance(value, HostPort):
        return value
    match = (
        re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]\s]+):(\d{1,5})", value) if isinstance(value, str) else None
    )
    if match is None or int(match[2]) > 65535:
        raise ValueError(
            f'{value!r} is not an address; write it as "host:port", for example "127.0.0.1:1883"'
        )
    return HostPort(match[1].strip("[]"), int(match[2]))


def _only_loopback(listen: HostPort) -> HostPort:
    if not is_loopback(listen.host):
        raise ValueError(
            f"{listen.host} can be reached from the network, and this listener has no TLS; "
            "listen on 127.0.0.1 and put a TLS front before it"
        )
    return listen


ListenAnywhere = Annotated[HostPort, BeforeValidator(_parse_listen)]
"""A "host:port" string; whoever takes it says who may connect when it is not on loopback."""

Listen = Annotated[HostPort, BeforeValidator(_parse_listen), AfterValidator(_only_loopback)]
"""A "host:port" string on loopback; anything reachable from the network is refused with the cure."""


def load(path: Path, model: type[M]) -> M:
    """Read and validate a TOML file. Raises SettingsError with a line for every fault in it."""
    text = _read(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise SettingsError(_syntax_fault(path, text, str(fault))) from None
    except RecursionError:
        raise SettingsError(f"{path}: lists or tables nested without end; no setting needs that") from None
    except ValueError:  # the interpreter's own bound on digits, which is no fault of TOML
        line = max(enumerate(text.splitlines(), 1), key=lambda entry: len(entry[1]))[0]
        raise SettingsError(f"{path}:{line}: a number of thousands of digits; correct it") from None
    try:
        return model.model_validate(data, context={"folder": path.parent.resolve()})
    except ValidationError as faults:
        index = toml_lines.line_index(text)
        told = [_tell(path, index, data, model, detail) for detail in faults.errors(include_url=False)]
        raise SettingsError("\n".join(text for _, text in sorted(set(told)))) from None


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_SETTINGS_BYTES + 1)
    except FileNotFoundError:
        raise SettingsError(f"{path}: no such file; check the path given with --config") from None
    except IsADirectoryError:
        raise SettingsError(f"{path}: is a folder; give the settings file in it") from None
    except OSError as fault:
        raise SettingsError(f"{path}: cannot be read: {fault.strerror}; check its permissions") from None
    if len(raw) > MAX_SETTINGS_BYTES:
        raise SettingsError(f"{path}: more than {MAX_SETTINGS_BYTES} bytes; this is not a settings file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        raise SettingsError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from None


def _syntax_fault(path: Path, text: str, fault: str) -> str:
    match = re.search(r" \(at line (\d+), column (\d+)\)$", fault)
    what, line = (fault[: match.start()], int(match[1])) if match else (fault, text.count("\n") + 1)
    what = what.removesuffix(" (at end of document)")
    return f"{path}:{line}: {what[:1].lower()}{what[1:]}; correct the TOML on this line"


def _tell(
    path: Path, index: Mapping[toml_lines.Path, int], data: Any, model: type[BaseModel], detail: ErrorDetails
) -> tuple[int, str]:
    place, missing = _place(data, detail)
    line = next(index[place[:n]] for n in range(len(place), -1, -1) if place[:n] in index)
    key = _spell((*place, missing) if missing else place)
    words = _words(detail, model, (*place, missing) if missing else place)
    return line, f"{path}:{line}: {key + ': ' if key else ''}{words}"


def _place(data: Any, detail: ErrorDetails) -> tuple[toml_lines.Path, str | None]:
    """pydantic's location without the names of union members, and the key that is missing."""
    place: toml_lines.Path = ()
    at = data
    for step in detail["loc"]:
        inside = step in at if isinstance(at, dict) else isinstance(at, list) and step in range(len(at))
        if inside:
            at = at[step]
            place = (*place, step)
    missing = detail["loc"][-1] if detail["type"] == "missing" else None
    return place, str(missing) if missing is not None else None


def _spell(place: toml_lines.Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")


_CURES = {
    "missing": "is missing; add it",
    "int_type": "must be a whole number, written without quotes",
    "int_parsing": "must be a whole number, written without quotes",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number, written without quotes",
    "float_parsing": "must be a number, written without quotes",
    "bool_type": "must be true or false, written without quotes",
    "bool_parsing": "must be true or false, written without quotes",
    "string_type": 'must be text in quotes ("…")',
    "path_type": 'must be a path in quotes ("…")',
    "list_type": "must be a list ([…], or one [[table]] for each)",
    "tuple_type": "must be a list ([…], or one [[table]] for each)",
    "dict_type": "must be a table ([table] or {…})",
    "model_type": "must be a table ([table] or {…})",
    "model_attributes_type": "must be a table ([table] or {…})",
}


def _words(detail: ErrorDetails, model: type[BaseModel], place: toml_lines.Path) -> str:
    kind, value = detail["type"], _shown(detail.get("input"))
    if kind == "extra_forbidden":
        return _unknown_key(model, place)
    if kind in _CURES:
        cure = _CURES[kind]
        return cure if kind == "missing" else f"is {value}; it {cure}"
    message = detail["msg"]
    if kind in ("value_error", "assertion_error"):
        return message.partition(", ")[2] or message
    return f"is {value}; it {message.removeprefix('Input ').removeprefix('String ')}"


def _shown(value: object) -> str:
    if isinstance(value, (dict, list)):
        return "a table" if isinstance(value, dict) else "a list"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _unknown_key(model: type[BaseModel], place: toml_lines.Path) -> str:
    known = _known_keys(model, place[:-1])
    near = difflib.get_close_matches(str(place[-1]), known, n=1, cutoff=0.6)
    if near:
        return f"there is no such setting; did you mean `{near[0]}`?"
    if known:
        return f"there is no such setting; remove it, or use one of: {', '.join(sorted(known))}"
    return "there is no such setting; remove it"


def _known_keys(model: type[BaseModel], place: toml_lines.Path) -> list[str]:
    models = [model]
    for step in place:
        if isinstance(step, int):
            continue
        models = [
            inner
            for outer in models
            for name, field in outer.model_fields.items()
            if step in (name, field.alias)
            for inner in _models_in(field.annotation)
        ]
    return [field.alias or name for found in models for name, field in found.model_fields.items()]


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models_in(part)]
