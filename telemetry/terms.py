"""One term of the standard's code tables, in English and Chinese, and how a table is looked up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple


class Term(NamedTuple):
    """A code of GB/T 26875.3 with its name in both languages."""

    code: int
    en: str
    zh: str


class TermTable(Mapping[int, Term]):
    """Codes to terms. An unknown code is kept and named as such, never refused."""

    def __init__(self, title: str, terms: Iterable[Term]) -> None:
        self.title = title
        self._terms = {term.code: term for term in terms}

    def __getitem__(self, code: int) -> Term:
        return self._terms[code]

    def __iter__(self) -> Iterator[int]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def name(self, code: int) -> Term:
        """The term of `code`; for a code the table lacks, one that says so and keeps the number."""
        known = self._terms.get(code)
        if known is not None:
            return known
        if code >= 128:
            return Term(code, f"user-defined {code}", f"用户自定义 {code}")
        return Term(code, f"reserved {code}", f"预留 {code}")
