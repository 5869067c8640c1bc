"""Where each key of a TOML text stands: tomllib gives values without lines, and an error must name its line.

The text must already have been accepted by tomllib; this scanner checks nothing.
"""

from __future__ import annotations

import re

Path = tuple[str | int, ...]
"""A place in the document: table and key names, and the positions in arrays, counted from 0."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]+")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\[\s\S])*?"{3,5}' r"|'''[\s\S]*?'{3,5}" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'"
)
_ESCAPE = re.compile(r'\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[btnfr"\\])')
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


def line_index(text: str) -> dict[Path, int]:
    """The line (from 1) of every table, key and array element in the text."""
    return _Scanner(text.replace("\r\n", "\n")).index()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        """How many elements each array of tables has so far."""
        self._counted_to = 0
        self._line = 1

    def index(self) -> dict[Path, int]:
        table: Path = ()
        self.lines[()] = 1
        while self._skip_blank():
            if self.text.startswith("[[", self.at):
                self.at += 2
                table = self._open_element(self._keys("]]"))
            elif self.text[self.at] == "[":
                self.at += 1
                table = self._resolve(self._keys("]"))
                self._note(table)
            else:
                self._pair(table)
        return self.lines

    def _skip_blank(self) -> bool:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at < len(self.text)

    def _here(self) -> int:
        self._line += self.text.count("\n", self._counted_to, self.at)
        self._counted_to = self.at
        return self._line

    def _note(self, path: Path) -> None:
        line = self._here()
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def _keys(self, end: str) -> list[str]:
        """A dotted key up to `end`, which is consumed."""
        names: list[str] = []
        while True:
            self._skip_blank()
            if self.text[self.at] in "\"'":
                names.append(_unquote(self._take(_STRING)))
            else:
                names.append(self._take(_BARE))
            self._skip_blank()
            if self.text.startswith(end, self.at):
                self.at += len(end)
                return names
            self.at += 1

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None or match.end() == self.at:
            self.at += 1
            return ""
        self.at = match.end()
        return match[0]

    def _resolve(self, names: list[str]) -> Path:
        """A header's names as a path: a name that is an array of tables means its last element."""
        path: Path = ()
        for name in names:
            path = (*path, name)
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        return path

    def _open_element(self, names: list[str]) -> Path:
        array = (*self._resolve(names[:-1]), names[-1])
        position = self.counts.get(array, 0)
        self.counts[array] = position + 1
        element = (*array, position)
        self._note(element)
        return element

    def _pair(self, table: Path) -> None:
        self._here()
        path = (*table, *self._keys("="))
        self._note(path)
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip_blank()
        self._note(path)
        opener = self.text[self.at]
        if opener == "[":
            self._members(path, "]")
        elif opener == "{":
            self._members(path, "}")
        elif opener in "\"'":
            self._take(_STRING)
        else:
            self._take(_SCALAR)

    def _members(self, path: Path, end: str) -> None:
        self.at += 1
        position = 0
        while self._skip_blank():
            character = self.text[self.at]
            if character == end:
                self.at += 1
                return
            if character == ",":
                self.at += 1
            elif end == "]":
                self._value((*path, position))
                position += 1
            else:
                self._pair(path)


def _unquote(text: str) -> str:
    if text.startswith("'"):
        return text[1:-1]

    def plain(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if code[0] in "uU" else _ESCAPES[code]

    return _ESCAPE.sub(plain, text[1:-1])
