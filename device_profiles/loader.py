"""Profiles from YAML: by name from the records of this package, or from a file of the installer's own."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from device_profiles.schema import Profile

RECORDS = Path(__file__).parent / "records"
_MAX_BYTES = 262_144


class ProfileError(ValueError):
    """A profile that cannot be used. The text names the file, the field, and the cure."""


@dataclass(frozen=True)
class LoadedProfile:
    """A profile with the mark by which two gateways can tell whether they run the same one."""

    profile: Profile
    path: Path
    #: The version and the first twelve digits of the file's SHA-256.
    mark: str


def names() -> list[str]:
    """The profiles that come with the suite."""
    return sorted(path.stem for path in RECORDS.glob("*.yaml"))


def load(name: str, own: Path | None = None) -> LoadedProfile:
    """The profile of that name: from the folder `own` if it has one, else from the suite's records."""
    for folder in (own, RECORDS):
        if folder is not None and (folder / f"{name}.yaml").is_file():
            return load_file(folder / f"{name}.yaml")
    near = difflib.get_close_matches(name, names(), n=3, cutoff=0.5)
    meant = f" (did you mean {', '.join(near)}?)" if near else ""
    raise ProfileError(f"no profile {name!r}{meant}; known are {', '.join(names())}")


def load_file(path: Path) -> LoadedProfile:
    """Read and check one profile file."""
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise ProfileError(
            f"{path}: cannot be read: {fault.strerror}; check the path and its rights"
        ) from None
    if len(data) > _MAX_BYTES:
        raise ProfileError(f"{path}: {len(data)} bytes; a profile has at most {_MAX_BYTES}; split it")
    tree = _tree(path, data)
    try:
        profile = Profile.model_validate(tree)
    except ValidationError as fault:
        raise ProfileError("\n".join(_lines(path, fault))) from None
    if profile.profile != path.stem:
        raise ProfileError(
            f"{path}: profile: is {profile.profile!r}; call it {path.stem!r} or rename the file"
        )
    mark = f"{profile.version}:{hashlib.sha256(data).hexdigest()[:12]}"
    return LoadedProfile(profile, path, mark)


def _tree(path: Path, data: bytes) -> Any:
    try:
        return yaml.load(data, _Strict)  # noqa: S506 - _Strict is a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        what = getattr(fault, "problem", None) or str(fault).splitlines()[0]
        raise ProfileError(f"{where}: not valid YAML: {what}; correct the line") from None


class _Strict(yaml.SafeLoader):
    """A safe loader that refuses a key given twice: the second would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key_node.tag != "tag:yaml.org,2002:merge" and key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} is given twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def _lines(path: Path, fault: ValidationError) -> list[str]:
    lines = []
    for error in fault.errors(include_url=False):
        place = ".".join(str(step) for step in error["loc"]) or "the profile"
        why = error["msg"].removeprefix("Value error, ")
        cure = _CURES.get(error["type"], "correct the value")
        lines.append(f"{path}: {place}: {why}; {cure}")
    return lines


_CURES = {
    "missing": "add it",
    "extra_forbidden": "remove it or correct its spelling",
    "string_pattern_mismatch": "use only the allowed characters",
}
