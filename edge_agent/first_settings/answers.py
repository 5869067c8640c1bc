"""Where an answer comes from: a file or a flag that gives it, the person at the terminal, or the default.

Each answer is checked at once; a wrong one is told with its cure and, at a terminal, asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from runtime.faults import PlainFault

Value = str | int | float | bool | list[str]
Filled = dict[str, Value]
_MAX_OFFERED = 40


@dataclass(frozen=True)
class Question:
    """One question. `check` turns the text into the value, or raises ValueError with the cure.

    A dotted key (`building.zh`) is one half of a table. `when` looks at what was answered before it. A quiet
    question is never asked: a file may answer it, else its default holds. A None of `default` means that
    there must be an answer; an empty text as the value leaves the key out of the settings.
    """

    key: str
    zh: str
    en: str
    check: Callable[[str], Value]
    default: Callable[[Filled], str | None] = lambda filled: None
    when: Callable[[Filled], bool] = lambda filled: True
    offers: Callable[[], list[tuple[str, str]]] = list
    secret: bool = False
    quiet: bool = False


class Terminal(Protocol):
    """The person: what is shown, and what they type."""

    def show(self, text: str) -> None:
        """Show a line."""
        ...

    def read(self, prompt: str, *, secret: bool = False) -> str:
        """Read a line. Raises EOFError at the end."""
        ...


@dataclass
class Answers:
    """Given answers for one form, a person to ask for the rest, or nobody."""

    given: Mapping[str, Any]
    terminal: Terminal | None
    #: Where in the answers file these stand: `buses[0]`.
    place: str = ""
    used: set[str] = field(default_factory=set)

    def fill(self, form: tuple[Question, ...], known: Filled | None = None) -> Filled:
        """Every answer of a form. Raises PlainFault for a given answer that will not do, or a missing one."""
        filled: Filled = dict(known or {})
        for question in form:
            if question.when(filled):
                filled[question.key] = self._answer(question, filled)
        return filled

    def below(self, key: str) -> Answers:
        """The answers of a table."""
        self.used.add(key)
        table = self.given.get(key, {})
        if not isinstance(table, Mapping):
            raise PlainFault(f"{self._named(key)}: 应为对象 / must be an object {{…}}")
        return Answers(table, self.terminal, self._named(key))

    def each(self, key: str, ask: str, *, at_least: int = 0) -> Iterator[Answers]:
        """The answers of each entry of a list: those given, or as many as the person wants."""
        self.used.add(key)
        entries = self.given.get(key)
        if entries is None:
            yield from self._as_many_as_wanted(key, ask, at_least)
            return
        if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
            raise PlainFault(f"{self._named(key)}: 应为对象的列表 / must be a list of objects [{{…}}]")
        for number, entry in enumerate(entries):
            answers = Answers(entry, None, self._named(f"{key}[{number}]"))
            yield answers
            answers.finish()

    def finish(self) -> None:
        """Refuse what was given and nobody asked for: a slip of the pen must not pass for an answer."""
        spare = sorted(set(self.given) - self.used)
        if spare:
            raise PlainFault(
                f"{self._named(spare[0])}: 没有这一项 / there is no such answer; "
                f"改正或删去;可用 / correct or remove it; known here: {', '.join(sorted(self.used))}"
            )

    def _as_many_as_wanted(self, key: str, ask: str, at_least: int) -> Iterator[Answers]:
        number = 0
        while self.terminal is not None:
            if number >= at_least and not _yes(self.terminal, ask):
                return
            yield Answers({}, self.terminal, self._named(f"{key}[{number}]"))
            number += 1

    def _answer(self, question: Question, filled: Filled) -> Value:
        top, _, inner = question.key.partition(".")
        self.used.add(top)
        given = self.given.get(top)
        if inner and isinstance(given, Mapping):
            given = given.get(inner)
        elif inner == "en":
            given = None  # plain text in place of both halves is the Chinese one
        default = question.default(filled)
        if given is not None:
            return self._check_given(question, given)
        if self.terminal is not None and not question.quiet:
            return _ask(self.terminal, question, default)
        if default is None:
            raise PlainFault(
                f"{self._named(question.key)}: 缺少{question.zh} / {question.en} is missing; 补上 / give it"
            )
        return question.check(default) if default else ""

    def _check_given(self, question: Question, given: Any) -> Value:
        text = ",".join(map(str, given)) if isinstance(given, list) else str(given)
        if isinstance(given, bool):
            text = "yes" if given else "no"
        try:
            return question.check(text.strip()) if text.strip() else ""
        except ValueError as fault:
            raise PlainFault(f"{self._named(question.key)}: {fault}") from None

    def _named(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key


def _ask(terminal: Terminal, question: Question, default: str | None) -> Value:
    offered = question.offers()[:_MAX_OFFERED]
    for number, (name, words) in enumerate(offered, start=1):
        terminal.show(f"  {number:2}) {name}  {words}")
    hint = f" [{default}]" if default else ""
    choose = "(序号或自填 / number or your own)" if offered else ""
    while True:
        text = terminal.read(f"{question.zh} / {question.en}{choose}{hint}: ", secret=question.secret).strip()
        if offered and text.isdecimal() and 1 <= int(text) <= len(offered):
            text = offered[int(text) - 1][0]
        text = text or (default or "")
        if not text and default is None:
            terminal.show("  ✗ 必须填写 / an answer is needed")
            continue
        try:
            return question.check(text) if text else ""
        except ValueError as fault:
            terminal.show(f"  ✗ {fault}")


def _yes(terminal: Terminal, ask: str) -> bool:
    while True:
        text = terminal.read(f"{ask} (y/N): ").strip().lower()
        if text in ("", "n", "no", "否", "不"):
            return False
        if text in ("y", "yes", "是", "好"):
            return True
        terminal.show("  ✗ 请输入 y 或 n / answer y or n")
