"""A profile's fields, prepared for reading: every value a key, every lookup one step."""

from __future__ import annotations

from typing import Any

from device_profiles.conversions import CONVERSIONS
from device_profiles.finding import Evidence, Sample
from device_profiles.json_device.schema import ReadingField, StateField, WordField
from telemetry.analog_types import BY_SLUG

Key = tuple[str, object]
#: The key of a field that is left out.
ABSENT: Key = ("absent", None)


class PreparedState:
    """A state field, its values as keys."""

    __slots__ = ("_beside", "absent", "ends", "holds", "masks", "path", "state")

    def __init__(self, entry: StateField) -> None:
        self.path, self.state = entry.path, entry.state
        self.holds, self.ends = frozenset(map(key_of, entry.holds)), frozenset(map(key_of, entry.ends))
        self.masks = frozenset(entry.masks)
        self.absent = entry.absent is not None
        self._beside = entry.path.rpartition(".")[0]
        if entry.absent == "holds":
            self.holds |= {ABSENT}
        elif entry.absent == "ends":
            self.ends |= {ABSENT}

    def means_by_absence(self, said: Evidence) -> bool:
        """Whether the field's absence says something: only where the object it belongs to is there."""
        if not self.absent:
            return False
        return not self._beside or any(path.startswith(f"{self._beside}.") for path in said)


class PreparedWords:
    """A word field: key of a value -> what it sets, clears and masks, and how it is called."""

    __slots__ = ("path", "values")

    def __init__(self, entry: WordField) -> None:
        self.path = entry.path
        self.values = {
            key_of(value): (word.sets, word.clears, frozenset(word.masks), f"{word.name.zh} / {word.name.en}")
            for value, word in entry.values.items()
        }


class PreparedReading:
    """A reading field with its type's code and its conversion at hand."""

    __slots__ = ("_code", "_convert", "_entry", "_scale", "path")

    def __init__(self, entry: ReadingField) -> None:
        self.path, self._entry, self._scale = entry.path, entry, entry.scale
        self._code, self._convert = BY_SLUG[entry.analog].code, CONVERSIONS[entry.conversion]

    def sample(self, value: float) -> Sample:
        """The value in its type's unit. Raises OverflowError, ValueError."""
        entry = self._entry
        return Sample(
            self._code,
            round(self._convert(value * self._scale), 9),
            entry.deadband,
            entry.min_interval_s,
            entry.max_interval_s,
        )


def key_of(value: Any) -> Key:
    """What makes two scalars equal: JSON's kind and value. 1 and 1.0 are one number, true is none."""
    if isinstance(value, bool) or value is None:
        return "literal", value
    if isinstance(value, int | float):
        return "number", float(value) if abs(value) < 2**53 else repr(value)
    return "text", value if isinstance(value, str) else repr(value)
