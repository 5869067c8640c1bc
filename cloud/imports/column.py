"""What a column of a file is."""

from __future__ import annotations

from typing import NamedTuple

from cloud.imports.cells import Parse


class Column(NamedTuple):
    """One column: its field, headings, whether it must be filled, how it is read, its words in templates."""

    field: str
    zh: str
    en: str
    required: bool
    parse: Parse
    example: str
    zh_help: str
    en_help: str
