"""What tables of states refuse: the refusal, and the guard of a transition. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

Test = TypeVar("Test", bound=Callable[..., bool])


class Refusal(Exception):
    """An action that a table does not allow now: why, in both languages, and the field at fault."""

    def __init__(self, code: str, zh: str, en: str, where: str | None = None) -> None:
        super().__init__(en)
        self.code = code
        self.zh = zh
        self.en = en
        self.where = where


class Guard(NamedTuple, Generic[Test]):
    """A condition on a transition: its short name for the diagram, the test, and the words when it fails."""

    name: str
    holds: Test
    code: str
    zh: str
    en: str
    where: str | None = None

    def refusal(self) -> Refusal:
        """What it says when it does not hold."""
        return Refusal(self.code, self.zh, self.en, self.where)
