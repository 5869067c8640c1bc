"""A person who types what is on their list."""

from __future__ import annotations

from collections.abc import Iterable


class Typist:
    """Answers in their order; the list's end is the end of the input."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.shown: list[str] = []
        self.asked: list[str] = []
        self.unseen: list[str] = []

    def show(self, text: str) -> None:
        self.shown.append(text)

    def read(self, prompt: str, *, secret: bool = False) -> str:
        (self.unseen if secret else self.asked).append(prompt)
        if not self.lines:
            raise EOFError
        return self.lines.pop(0)

    def more(self, lines: Iterable[str]) -> None:
        self.lines += lines
