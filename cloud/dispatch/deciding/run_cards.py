"""Run cards (调派方案): what force an incident takes, by type, grade, category, area and answers. Pure.

1. Every card that fits adds its needs. A card of grade 2 fits an incident of grade 2 and above, so that a
   rise of the grade never takes anything away: the difference is what is sent then.
2. A card that `replaces` another stands in its place wherever it fits itself: so an area has a plan of its
   own.
3. Needs are capabilities with amounts; a vehicle's name has no place here.

Errors name the file, the line, what is wrong and what to write.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from cloud.dispatch.deciding.capabilities import Capability, added
from cloud.dispatch.deciding.conditions import Answers, Condition
from cloud.dispatch.deciding.grades import HIGHEST
from cloud.dispatch.deciding.incident_types import FIRES, RESCUES, Family, IncidentType
from cloud.dispatch.deciding.questions import BY_KEY, AnswerKind
from cloud.organisations.categories import CATEGORIES
from runtime.faults import PlainFault
from runtime.toml_lines import Path as Place
from runtime.toml_lines import line_index

BUILT_IN: Final = Path(__file__).with_name("run_cards.toml")
_FAMILIES: Final = {"fires": FIRES, "rescues": RESCUES}
_KEYS: Final = ("name", "types", "grade", "categories", "areas", "when", "replaces", "needs")
_MOST: Final = 1e7


@dataclass(frozen=True)
class Card:
    """One card."""

    name: str
    types: frozenset[IncidentType]
    needs: Mapping[str, float]
    grade: int = 1
    #: Empty: any.
    categories: frozenset[str] = frozenset()
    #: Beginnings of administrative codes; empty: any.
    areas: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    replaces: str = ""

    def fits(self, case: Case) -> bool:
        """Whether it counts for this incident."""
        return (
            case.type in self.types
            and case.grade >= self.grade
            and (not self.categories or case.category in self.categories)
            and (not self.areas or case.area.startswith(self.areas))
            and all(condition.holds(case.answers) for condition in self.when)
        )


@dataclass(frozen=True)
class Case:
    """What cards look at: an incident's type and grade, and its place."""

    type: IncidentType
    grade: int
    category: str = ""
    area: str = ""
    answers: Answers = field(default_factory=dict)


class Force(NamedTuple):
    """What an incident takes, and the names of the cards that say so."""

    needs: dict[str, float]
    cards: tuple[str, ...]


@dataclass(frozen=True)
class RunCards:
    """A whole set."""

    cards: tuple[Card, ...]

    def force(self, case: Case) -> Force:
        """The sum of the cards that fit."""
        fitting = [card for card in self.cards if card.fits(case)]
        replaced = {card.replaces for card in fitting if card.replaces}
        counted = [card for card in fitting if card.name not in replaced]
        return Force(added(card.needs for card in counted), tuple(card.name for card in counted))


class CardFault(PlainFault):
    """A file of run cards that cannot be used: where, what is wrong, and what to write."""


def read(path: Path) -> RunCards:
    """The cards of a file; raises CardFault."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise CardFault(
            f"{path}: the run cards cannot be read: {fault}; correct `[dispatch] run_cards`"
        ) from fault
    return parse(text, str(path))


@cache
def built_in() -> RunCards:
    """The cards that come with the suite."""
    return read(BUILT_IN)


def parse(text: str, name: str) -> RunCards:
    """The cards of a TOML text; `name` is what errors call it. Raises CardFault."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise CardFault(f"{name}: this is no TOML: {fault}") from fault
    lines = line_index(text)
    reader = _Reader(name, lines)
    return reader.cards(told)


class _Reader:
    def __init__(self, name: str, lines: Mapping[Place, int]) -> None:
        self._name = name
        self._lines = lines

    def cards(self, told: Mapping[str, Any]) -> RunCards:
        for key in told:
            self._expect(key == "card", (key,), f"`{key}` is not known; cards are written as [[card]]")
        rows = told.get("card")
        self._expect(isinstance(rows, list) and bool(rows), (), "there is no [[card]]")
        cards = tuple(self._card(("card", at), row) for at, row in enumerate(rows or ()))
        names = [card.name for card in cards]
        for at, card in enumerate(cards):
            place: Place = ("card", at, "name")
            self._expect(
                names.index(card.name) == at, place, f"the name `{card.name}` is there twice; choose another"
            )
            known = not card.replaces or (card.replaces in names and card.replaces != card.name)
            self._expect(
                known, ("card", at, "replaces"), f"there is no other card `{card.replaces}` to replace"
            )
        for family, types in ((Family.FIRE, FIRES), (Family.RESCUE, RESCUES)):
            bare = sorted(types - {kind for card in cards if _always(card) for kind in card.types})
            words = f"{family.value}s: no card of grade 1 without conditions for {', '.join(bare)}"
            self._expect(not bare, (), f"{words}; add one, or nobody would be sent")
        return RunCards(cards)

    def _card(self, place: Place, row: Mapping[str, Any]) -> Card:
        for key in row:
            self._expect(key in _KEYS, (*place, key), f"`{key}` is not known; one of {', '.join(_KEYS)}")
        for key in ("name", "types", "needs"):
            self._expect(key in row, place, f"`{key}` is missing")
        name = row["name"]
        self._expect(
            isinstance(name, str) and 0 < len(name) <= 64, (*place, "name"), "a name of 1 to 64 characters"
        )
        types = frozenset(
            kind
            for at, each in self._texts(row, place, "types")
            for kind in self._types((*place, "types", at), each)
        )
        self._expect(bool(types), (*place, "types"), "no type is named")
        grade = row.get("grade", 1)
        highest = max(HIGHEST.values())
        whole = isinstance(grade, int) and not isinstance(grade, bool)
        self._expect(
            whole and 1 <= grade <= highest, (*place, "grade"), f"a whole number from 1 to {highest}"
        )
        for at, category in self._texts(row, place, "categories"):
            where = (*place, "categories", at)
            self._expect(
                category in CATEGORIES, where, f"`{category}` is no category; one of {', '.join(CATEGORIES)}"
            )
        for at, area in self._texts(row, place, "areas"):
            code = area.isascii() and area.isdigit() and 2 <= len(area) <= 6
            self._expect(
                code,
                (*place, "areas", at),
                f"`{area}` begins no administrative code, 2 to 6 digits",
            )
        replaces = row.get("replaces", "")
        self._expect(isinstance(replaces, str), (*place, "replaces"), "the name of another card")
        return Card(
            name=name,
            types=types,
            needs=self._needs((*place, "needs"), row["needs"]),
            grade=grade,
            categories=frozenset(each for _, each in self._texts(row, place, "categories")),
            areas=tuple(each for _, each in self._texts(row, place, "areas")),
            when=tuple(self._conditions((*place, "when"), row.get("when", {}))),
            replaces=replaces,
        )

    def _texts(self, row: Mapping[str, Any], place: Place, key: str) -> list[tuple[int, str]]:
        told = row.get(key, [])
        good = isinstance(told, list) and all(isinstance(each, str) for each in told)
        self._expect(good, (*place, key), 'a list of texts, ["…", "…"]')
        return list(enumerate(told))

    def _types(self, place: Place, told: str) -> Iterable[IncidentType]:
        if told in _FAMILIES:
            return _FAMILIES[told]
        known = [*_FAMILIES, *IncidentType]
        self._expect(told in known, place, f"`{told}` is no incident type; one of {', '.join(known)}")
        return (IncidentType(told),)

    def _needs(self, place: Place, told: Any) -> dict[str, float]:
        self._expect(
            isinstance(told, dict) and bool(told),
            place,
            "capabilities with amounts, { attack = 1, crew = 6 }",
        )
        for name, amount in told.items():
            known = name in list(Capability)
            self._expect(known, (*place, name), f"`{name}` is no capability; one of {', '.join(Capability)}")
            number = isinstance(amount, int | float) and not isinstance(amount, bool) and 0 < amount <= _MOST
            self._expect(number, (*place, name), f"an amount above 0, {_MOST:g} at most")
        return {name: float(amount) for name, amount in told.items()}

    def _conditions(self, place: Place, told: Any) -> Iterable[Condition]:
        self._expect(isinstance(told, dict), place, "conditions, { floor_at_least = 4 }")
        return [self._condition((*place, key), key, value) for key, value in told.items()]

    def _condition(self, place: Place, told: str, value: Any) -> Condition:
        for ending in ("_at_least", "_at_most"):
            key = told.removesuffix(ending)
            if key != told and key in BY_KEY and BY_KEY[key].kind is AnswerKind.NUMBER:
                number = isinstance(value, int | float) and not isinstance(value, bool)
                self._expect(number, place, "a number")
                least, most = (value, None) if ending == "_at_least" else (None, value)
                return Condition(key, at_least=least, at_most=most)
        question = BY_KEY.get(told)
        if question is not None and question.kind is AnswerKind.YES_NO:
            self._expect(isinstance(value, bool), place, "true or false")
            return Condition(told, yes=value)
        if question is not None and question.kind is AnswerKind.CHOICE:
            codes = value if isinstance(value, list) else [value]
            good = all(isinstance(code, str) and code in question.choices for code in codes)
            self._expect(good, place, f"one or several of {', '.join(question.choices)}")
            return Condition(told, among=frozenset(codes))
        asked = [key if q.kind is not AnswerKind.NUMBER else f"{key}_at_least" for key, q in BY_KEY.items()]
        self._expect(False, place, f"`{told}` is no condition; one of {', '.join(asked)}, or …_at_most")
        raise AssertionError("told above")

    def _expect(self, good: bool, place: Place, words: str) -> None:
        if good:
            return
        at = place
        while at and at not in self._lines:
            at = at[:-1]
        raise CardFault(
            f"{self._name}, line {self._lines.get(at, 1)}: {'.'.join(map(str, place)) or 'cards'}: {words}"
        )


def _always(card: Card) -> bool:
    return card.grade == 1 and not (card.categories or card.areas or card.when or card.replaces)
