"""Text as it is compared: narrow, simplified, small letters, Arabic numbers, no marks. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, Final

from cloud.search import readings

#: Names and addresses of the registry are shorter.
MAX_TEXT: Final = 256
_DIGITS: Final = {character: at for at, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL: Final = "[〇零一二两三四五六七八九十百]"
#: A numeral is a number only where something is counted: 一心 is a name, 一号楼 is a building.
_COUNTED: Final = re.compile(
    rf"(?<=第){_NUMERAL}+|{_NUMERAL}+(?=号|栋|幢|座|单元|层|楼|室|院|店|分店|分公司|分院|中学?$|小学?$|小区|期|队|厂)"
)
#: 第1中学 and 1中学 are one.
_ORDINAL: Final = re.compile(r"第(?=\d)")
_NOT_TEXT: Final = re.compile(r"[^\w()#-]|_")
_INVISIBLE: Final = frozenset({"Cf", "Cc", "Cs", "Cn", "Mn"})


@cache
def _converter() -> Any:
    """OpenCC's, loaded when the first spelling is read."""
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """One way of writing: brackets, `#` and `-` stay, since they divide; every other mark and blank goes."""
    narrow = unicodedata.normalize("NFKC", text[:MAX_TEXT])
    narrow = "".join(one for one in narrow if unicodedata.category(one) not in _INVISIBLE)
    simple = _NOT_TEXT.sub("", _converter().convert(narrow).lower().replace("―", "-").replace("—", "-"))
    counted = _COUNTED.sub(lambda found: str(number_of(found[0])), simple)
    return _ORDINAL.sub("", counted)


def number_of(numeral: str) -> int:
    """The number that a Chinese numeral below a thousand says; digits in a row are read one by one."""
    if "十" not in numeral and "百" not in numeral:
        return int("".join(str(_DIGITS[one]) for one in numeral))
    total, held = 0, -1
    for one in numeral:
        if one in _DIGITS:
            held = _DIGITS[one]
        else:
            total += (1 if held < 1 else held) * (100 if one == "百" else 10)
            held = -1
    return total + max(0, held)


@lru_cache(maxsize=65_536)
def sound(text: str) -> str:
    """How it is said: syllables without tones, letters and digits as they are."""
    return "-".join(
        "-".join(readings.syllables(run)) if run[0] > "\x7f" else run
        for run in re.findall(r"[^\x00-\x7f]+|[\x00-\x7f]+", text)
    )
