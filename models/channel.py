"""A column of a model's input."""

from __future__ import annotations

import msgspec


class ChannelSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One column: its name, the contract's analog type, its unit within the model."""

    name: str
    analog: str
    unit: str
