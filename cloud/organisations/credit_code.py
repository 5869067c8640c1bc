"""The unified social credit code (统一社会信用代码), GB 32100: 18 characters, the last a check. Pure."""

from __future__ import annotations

import re
from typing import Final

#: Digits and capitals without I, O, S, V and Z, which are taken for digits.
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FORM: Final = re.compile(rf"[0-9A-HJ-NPQRTUWXY]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}", re.ASCII)


def check_character(first_17: str) -> str:
    """The eighteenth character: 31 less the sum of values weighted by powers of 3, modulo 31 (table 4)."""
    total = sum(ALPHABET.index(character) * pow(3, at, 31) for at, character in enumerate(first_17))
    return ALPHABET[-total % 31]


def fault(code: str) -> tuple[str, str] | None:
    """What is wrong with a code, in both languages; None when it is right."""
    if _FORM.fullmatch(code) is None:
        return (
            "统一社会信用代码应为18位数字或大写字母(不含 I、O、S、V、Z),第3至8位为行政区划码。",
            "A credit code is 18 digits or capitals without I, O, S, V, Z; characters 3 to 8 are an area.",
        )
    if check_character(code[:17]) != code[17]:
        return (
            "统一社会信用代码校验位不符,请核对营业执照。",
            "The check character of the credit code does not fit; compare it with the licence.",
        )
    return None
