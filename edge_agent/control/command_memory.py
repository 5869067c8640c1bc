"""What the agent remembers of commands, as notes beside the spool's records. Pure: notes in, notes out.

The latest settled commands are kept so that one which comes again is known. Below them stands the floor: a
number at or under it, and not remembered, was used long ago and is never begun.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from edge_agent.control.command_states import FINAL, State
from telemetry.messages import Command, CommandKind

#: Settled commands that are remembered.
KEPT = 256
_PREFIX = "command/"
_FLOOR = "command-floor"


class Remembered(msgspec.Struct, frozen=True):
    """One command."""

    seq: int
    kind: CommandKind
    state: State
    #: Of the whole command: another one under the same number is told apart by it.
    digest: str
    #: The centre's times, ms UTC: when it was sent, and when it ends.
    sent_at: int
    expires_at: int
    #: Emptied once it is settled.
    arguments: dict[str, str | float | bool | None] = {}
    #: Who answered it on site.
    person: str = ""

    @property
    def lifetime_s(self) -> float:
        """How long the centre gave it."""
        return max(0.0, (self.expires_at - self.sent_at) / 1000)


_remembered = msgspec.json.Decoder(Remembered)


def digest_of(command: Command) -> str:
    """What tells two commands of one number apart."""
    said = msgspec.json.encode(
        [command.command, command.expires_at, sorted(command.arguments.items())], order="deterministic"
    )
    return hashlib.sha256(said).hexdigest()[:32]


class CommandMemory:
    """The commands known so far."""

    def __init__(self, notes: Mapping[str, str]) -> None:
        self._known: dict[int, Remembered] = {}
        floor = notes.get(_FLOOR, "0")
        self.floor = int(floor) if floor.isdecimal() else 0
        #: Numbers whose notes cannot be read, as those of a later version: they count as used, no more.
        self.unreadable: list[int] = []
        for name, value in notes.items():
            number = name.removeprefix(_PREFIX)
            if name == number or not number.isdecimal():
                continue
            try:
                self._known[int(number)] = _remembered.decode(value)
            except msgspec.DecodeError:
                self.unreadable.append(int(number))

    @property
    def all(self) -> list[Remembered]:
        """Every one that is remembered, by number."""
        return [self._known[seq] for seq in sorted(self._known)]

    @property
    def highest(self) -> int:
        """The highest number ever used."""
        return max((self.floor, *self._known, *self.unreadable))

    def get(self, seq: int) -> Remembered | None:
        """The command of that number, if it is remembered."""
        return self._known.get(seq)

    def used(self, seq: int) -> bool:
        """Whether the number was ever used."""
        return seq in self._known or seq <= self.floor or seq in self.unreadable

    def notes_for(self, changed: Remembered) -> dict[str, str | None]:
        """The notes that store this command, and let go of the oldest settled ones beyond those kept."""
        if changed.state in FINAL:
            changed = msgspec.structs.replace(changed, arguments={})
        notes: dict[str, str | None] = {_name(changed.seq): msgspec.json.encode(changed).decode()}
        settled = [
            seq for seq, kept in sorted(self._known.items()) if kept.state in FINAL and seq != changed.seq
        ]
        gone = settled[: max(0, len(settled) + 1 - KEPT)]
        if gone:
            notes |= {_name(seq): None for seq in gone}
            notes[_FLOOR] = str(max(self.floor, *gone))
        return notes

    def stored(self, notes: Mapping[str, str | None]) -> None:
        """These notes are on the disk."""
        for name, value in notes.items():
            if name == _FLOOR and value is not None:
                self.floor = int(value)
            elif name.startswith(_PREFIX):
                seq = int(name.removeprefix(_PREFIX))
                if value is None:
                    self._known.pop(seq, None)
                else:
                    self._known[seq] = _remembered.decode(value)


def _name(seq: int) -> str:
    return f"{_PREFIX}{seq}"
