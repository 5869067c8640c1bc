"""The pinyin of Chinese text: the longest known phrase first, then the usual reading of each character. Pure.

The dictionaries are pypinyin's. Its own cutting of phrases takes a quarter of a millisecond a name; walking
its tables takes a twentieth of that, which an import of a hundred thousand names feels.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

Phrases = Mapping[str, Sequence[Sequence[str]]]

_LONGEST_PHRASE = 4
_DIAERESIS = "\u0308"


@cache
def _tables() -> tuple[Phrases, Mapping[int, str]]:
    """pypinyin's, loaded when the first name is read: a process that reads none starts a second sooner."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    return PHRASES_DICT, PINYIN_DICT


def syllables(text: str) -> list[str]:
    """One syllable without its tone for each Chinese character; what is no such character is left out."""
    phrases, _ = _tables()
    found: list[str] = []
    at = 0
    while at < len(text):
        for length in range(min(_LONGEST_PHRASE, len(text) - at), 1, -1):
            phrase = text[at : at + length]
            if phrase in phrases:
                found += _phrase(phrase)
                at += length
                break
        else:
            syllable = _character(text[at])
            if syllable:
                found.append(syllable)
            at += 1
    return found


@lru_cache(maxsize=65_536)
def _phrase(phrase: str) -> tuple[str, ...]:
    return tuple(_toneless(readings[0]) for readings in _tables()[0][phrase])


@lru_cache(maxsize=65_536)
def _character(character: str) -> str:
    return _toneless(_tables()[1].get(ord(character), "").partition(",")[0])


def _toneless(syllable: str) -> str:
    """`lǚ` is typed `lv`, and every other mark is a tone."""
    parts = unicodedata.normalize("NFD", syllable).replace("u" + _DIAERESIS, "v")
    return "".join(letter for letter in parts if "a" <= letter <= "z")
