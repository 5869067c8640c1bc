"""The line index, against tomllib for what exists and against marked lines for where."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from runtime.toml_lines import Path, line_index

DOCUMENT = """\
# a comment with [a.table] = "and a key"
title = "steppe # not a comment"      # L2

[spool]                               # L4
path = 'C:\\spool.sqlite3'            # L5
limit.mb = 64                         # L6
"quoted key" = 1                      # L7
text = \"\"\"
[not.a.table]
x = 1 \"\"\"                          # L8 to 10
numbers = [                           # L11
  1,                                  # L12
  [2, 3], # ] a bracket in a comment    L13
  { zh = "值]", en = 'a}b' },         # L14
]
point = { loop = 1, place = { zh = "一", en = "one" } }   # L16
[[modbus]]                            # L17
bus = "panel-1"                       # L18
  [[modbus.point]]                    # L19
  loop = 1                            # L20
  [[modbus.point]]                    # L21
  loop = 2                            # L22
  label.zh = "二"                     # L23
[[modbus]]                            # L24
bus = "panel-2"                       # L25
  [modbus.tls]                        # L26
  ca = "x"                            # L27
  [[modbus.point]]                    # L28
  "lo\\u006fp" = 3                    # L29
last = 2026-11-22T10:00:00Z           # L30
"""

EXPECTED: dict[Path, int] = {
    ("title",): 2,
    ("spool",): 4,
    ("spool", "path"): 5,
    ("spool", "limit"): 6,
    ("spool", "limit", "mb"): 6,
    ("spool", "quoted key"): 7,
    ("spool", "text"): 8,
    ("spool", "numbers"): 11,
    ("spool", "numbers", 0): 12,
    ("spool", "numbers", 1, 1): 13,
    ("spool", "numbers", 2, "zh"): 14,
    ("spool", "point", "place", "en"): 16,
    ("modbus", 0): 17,
    ("modbus", 0, "bus"): 18,
    ("modbus", 0, "point", 0): 19,
    ("modbus", 0, "point", 0, "loop"): 20,
    ("modbus", 0, "point", 1): 21,
    ("modbus", 0, "point", 1, "loop"): 22,
    ("modbus", 0, "point", 1, "label", "zh"): 23,
    ("modbus", 1): 24,
    ("modbus", 1, "bus"): 25,
    ("modbus", 1, "tls"): 26,
    ("modbus", 1, "tls", "ca"): 27,
    ("modbus", 1, "point", 0): 28,
    ("modbus", 1, "point", 0, "loop"): 29,
    ("modbus", 1, "point", 0, "last"): 30,
}


def paths(value: Any, at: Path = ()) -> set[Path]:
    found = {at}
    if isinstance(value, dict):
        found.update(*(paths(inner, (*at, key)) for key, inner in value.items()))
    if isinstance(value, list):
        found.update(*(paths(inner, (*at, number)) for number, inner in enumerate(value)))
    return found


def test_every_key_of_a_full_document_has_its_line() -> None:
    index = line_index(DOCUMENT)
    assert {path: index[path] for path in EXPECTED} == EXPECTED
    assert set(index) == paths(tomllib.loads(DOCUMENT))


def test_windows_line_ends_count_once() -> None:
    assert line_index("a = 1\r\n\r\nb = 2\r\n")[("b",)] == 3


def test_strings_that_end_in_quotes_do_not_run_on() -> None:
    text = "a = \"\"\"x\"\"\"\"\"\nb = '''y'''''\nc = \"\\\\\"\nd = ''\n"
    tomllib.loads(text)
    assert line_index(text)[("d",)] == 4


KEYS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6)
VALUES = st.recursive(
    st.integers(-(2**60), 2**60) | st.booleans() | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def quoted(text: str) -> str:
    escaped = "".join(f"\\U{ord(c):08X}" if c in '"\\' or ord(c) < 32 or ord(c) == 127 else c for c in text)
    return f'"{escaped}"'


def written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[" + ", ".join(written(v) for v in value) + "]"
    return "{" + ", ".join(f"{quoted(k)} = {written(v)}" for k, v in value.items()) + "}"


@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_any_document_is_indexed_completely_and_line_by_line(document: dict[str, Any]) -> None:
    text = "".join(f"{quoted(key)} = {written(value)}\n" for key, value in document.items())
    assert tomllib.loads(text) == document
    index = line_index(text)
    assert set(index) == paths(document)
    assert [index[(key,)] for key in document] == list(range(1, len(document) + 1))
