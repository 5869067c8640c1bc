"""A CSV file as rows of text, whatever wrote it: UTF-8, UTF-16 or GB18030; comma, semicolon or tab."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cloud.imports.fault import FileFault

_PIECE: Final = 1 << 20
_MAX_CELL: Final = 32_768
_DELIMITERS: Final = (",", "\t", ";", ",")
#: What shows the encoding at the file's beginning.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(path: Path) -> str:
    """The first encoding in which every byte of the file makes sense."""
    with path.open("rb") as file:
        start = file.read(4)
    marked = [name for mark, name in _MARKS if start.startswith(mark)]
    for name in marked or ["utf-8", "gb18030"]:
        if _decodes(path, name):
            return name
    raise FileFault(
        "encoding",
        "文件既不是 UTF-8 也不是 GB18030 编码。请在 Excel 中另存为“CSV UTF-8”。",
        "The file is neither UTF-8 nor GB18030. In Excel, save it as “CSV UTF-8”.",
    )


def rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Every row with the number of its first line, cells trimmed; what it raises names the line."""
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        delimiter = _delimiter(file.readline(_MAX_CELL))
        file.seek(0)
        csv.field_size_limit(_MAX_CELL)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        line = 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as fault:
                raise FileFault(
                    "bad-csv",
                    f"第 {line} 行无法解析({fault}),可能是引号未闭合。请检查该行的引号。",
                    f"Line {line} cannot be read ({fault}). Look for a quotation mark that is not closed.",
                ) from None
            yield line, [unescaped(cell.strip()) for cell in cells]
            line = reader.line_num + 1


def unescaped(cell: str) -> str:
    """Without the apostrophe that `escaped` puts before what a spreadsheet would run."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@" else cell


def escaped(cell: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(heading: str) -> str:
    return max(_DELIMITERS, key=heading.count)
