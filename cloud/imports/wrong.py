"""What a check of rows says and remembers: what is wrong with a field, and the keys of the rows so far.

In the check of a workbook a row may refer to one of an earlier sheet that is not in the records yet:
`Ahead` knows those, as the hashes of their keys, so that a file of a million rows fits in memory.
"""

from __future__ import annotations

from cloud.imports.fault import CellFault


class Ahead:
    """The natural keys of the rows so far."""

    def __init__(self) -> None:
        self._keys: set[int] = set()

    def add(self, *key: object) -> bool:
        """Keep a key; False: it was there already."""
        found = hash(key)
        if found in self._keys:
            return False
        self._keys.add(found)
        return True

    def __contains__(self, key: tuple[object, ...]) -> bool:
        return hash(key) in self._keys


class Wrong(Exception):
    """What is wrong with one field of a row."""

    def __init__(self, field: str, fault: CellFault) -> None:
        super().__init__(field)
        self.field = field
        self.fault = fault


def nowhere(zh: str, en: str) -> CellFault:
    """What the row names is not there."""
    return CellFault(
        "refers-nowhere", f"没有{zh}。请先导入或更正。", f"There is no {en}. Import it first, or correct it."
    )


def taken(by: str) -> CellFault:
    """Its key is another organisation's."""
    return CellFault("taken", f"已被其他单位使用({by})。", f"It is already another organisation's ({by}).")
