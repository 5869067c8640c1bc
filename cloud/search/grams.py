"""From text to the words of the index, and from a query to what the index is asked. Pure.

1.  Chinese text becomes all its pairs of neighbouring characters, and its last character alone: a word of two
    characters is one pair, a longer one several, and one character is the beginning of pairs.
2.  Runs of Latin letters and digits within a name are part of those pairs (`3号`); a query of such a run
    alone is looked for among codes, by their beginning or by their last four or six characters, and as
    pinyin.
3.  Pinyin: from every syllable on, the next twelve letters as one word, so that letters that begin at any
    syllable are the beginning of a word. Initials likewise, six from every syllable on.
4.  Words of a kind begin with a letter of their own, so that none is taken for another's: `c` code, `p`
    pinyin, `i` initials, `a` area, `o` organisation, `k` kind.
5.  The index only proposes; `ranking` looks at the text itself. A pair may come from two places of a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from cloud.search import readings

_CHUNK = re.compile(r"[^\W_]+")
_RUN = re.compile(r"[a-z0-9]+")
_HAN = re.compile(r"[^\x00-\x7f]+")
PINYIN_LETTERS = 12
INITIALS = 6
_TAILS = (4, 6)
#: Text beyond this adds nothing that anybody would look for.
MAX_TEXT = 512


@dataclass(frozen=True)
class Word:
    """One word asked of the index: exactly, or as the beginning of words."""

    text: str
    prefix: bool = False


#: Every one of these must hold; each is a choice of words of which one must be there.
Wanted = tuple[tuple[Word, ...], ...]


def plain(text: str) -> str:
    """Text as it is compared: full-width forms made narrow, capitals small, at most `MAX_TEXT` characters."""
    return unicodedata.normalize("NFKC", text[:MAX_TEXT]).lower()


def chunks(text: str) -> list[str]:
    """The runs of letters, digits and Chinese characters, without what stands between."""
    return _CHUNK.findall(plain(text))


def squeezed(text: str) -> str:
    """The same as one string: what a substring is looked for in."""
    return "".join(chunks(text))


def pairs(text: str) -> set[str]:
    """Rule 1."""
    found = squeezed(text)
    return {found[at : at + 2] for at in range(len(found))}


@lru_cache(maxsize=65_536)
def syllables(name: str) -> tuple[str, ...]:
    """The pinyin of a name, a syllable for each Chinese character."""
    found: list[str] = []
    for run in _HAN.findall(squeezed(name)):
        found += readings.syllables(run)
    return tuple(found)


def pinyin(name: str) -> tuple[str, str]:
    """The full pinyin and the initials, for comparing."""
    read = syllables(name)
    return "".join(read), "".join(syllable[0] for syllable in read)


def words(
    *,
    kind: str,
    name: str,
    detail: str = "",
    codes: str = "",
    area: str = "",
    organisation: int | None = None,
) -> set[str]:
    """Every word under which a thing stands in the index."""
    found = pairs(name) | pairs(detail) | {f"k{kind}"}
    read = syllables(name)
    initials = "".join(syllable[0] for syllable in read)
    for at in range(len(read)):
        found.add("p" + "".join(read[at : at + PINYIN_LETTERS])[:PINYIN_LETTERS])
        found.add("i" + initials[at : at + INITIALS])
    for code in _RUN.findall(plain(f"{codes} {name}")):
        found.add(f"c{code}")
        found.update(f"c{code[-tail:]}" for tail in _TAILS if len(code) > tail)
    if area:
        found.update(f"a{area[:length]}" for length in (2, 4, 6) if len(area) >= length)
    if organisation is not None:
        found.add(f"o{organisation}")
    return found


def wanted(query: str) -> Wanted:
    """What the index is asked for a query; empty for a query without a letter, digit or character."""
    asked: list[tuple[Word, ...]] = []
    for chunk in chunks(query):
        if _RUN.fullmatch(chunk):
            asked.append(_latin(chunk))
        elif len(chunk) == 1:
            asked.append((Word(chunk, prefix=True),))
        else:
            asked += [(Word(chunk[at : at + 2]),) for at in range(len(chunk) - 1)]
    return tuple(dict.fromkeys(asked))


def scoped(areas: Iterable[str], organisations: Iterable[int]) -> tuple[Word, ...]:
    """The choice of words that holds what is in these areas or belongs to these organisations."""
    return tuple(Word(f"a{area}") for area in areas) + tuple(Word(f"o{number}") for number in organisations)


def _latin(run: str) -> tuple[Word, ...]:
    if len(run) == 1:
        # Half the region begins with a letter, and so do the words of other kinds.
        return (Word(f"c{run}"), Word(run, prefix=run.isdigit()))
    choice = [Word(f"c{run}", prefix=len(run) > 2)]
    if run.isalpha():
        choice.append(Word("p" + run[:PINYIN_LETTERS], prefix=len(run) < PINYIN_LETTERS))
        choice.append(Word("i" + run[:INITIALS], prefix=len(run) < INITIALS))
    if len(run) == 2:
        # `3号`, `A座`: the run may be a whole pair.
        choice.append(Word(run))
    return tuple(choice)
