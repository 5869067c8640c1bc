"""A fault at one cell, in the words of the person who can cure it."""

from __future__ import annotations

from typing import NamedTuple

_SHOWN = 60


class Fault(NamedTuple):
    """Where, what stands there, what is wrong with it, and what to do. Row 0: the file or sheet itself."""

    sheet: str
    row: int
    column: str
    field: str
    value: str
    code: str
    zh: str
    en: str


class CellFault(Exception):
    """A value that cannot be taken: a stable code, and what is wrong and what to do in both languages."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code = code
        self.zh = zh
        self.en = en


class FileFault(CellFault):
    """A file that cannot be read at all."""


def shortened(value: object) -> str:
    """A value as a fault shows it: short, and without what no screen can show."""
    text = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in str(value)
    )
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def letter(column: int) -> str:
    """The letter of a column, 1 is A."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
