"""A condition on what is known of an incident: one shape for rules of type, of grade and of force. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: What somebody has answered: a number, yes or no, or the code of a choice.
Answer = float | bool | str
Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Condition:
    """Holds when the answer to `key` lies in the span or among the codes; without an answer it does not."""

    key: str
    at_least: float | None = None
    at_most: float | None = None
    among: frozenset[str] = frozenset()
    yes: bool | None = None

    def holds(self, answers: Answers) -> bool:
        """Whether it does."""
        told = answers.get(self.key)
        if told is None:
            return False
        if self.yes is not None:
            return told is self.yes
        if self.among:
            return told in self.among
        if isinstance(told, bool | str):
            return False
        return (self.at_least is None or told >= self.at_least) and (
            self.at_most is None or told <= self.at_most
        )


def at_least(key: str, number: float) -> Condition:
    """The answer is a number no smaller."""
    return Condition(key, at_least=number)


def among(key: str, *codes: str) -> Condition:
    """The answer is one of these choices."""
    return Condition(key, among=frozenset(codes))


def yes(key: str) -> Condition:
    """The answer is yes."""
    return Condition(key, yes=True)
