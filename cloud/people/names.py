"""Login names in one written form, so that nobody can register the look-alike of another."""

from __future__ import annotations

import re
import unicodedata

MAX_LOGIN = 64
_ALLOWED = re.compile(r"[\w.@+-]+")


def written(login: str) -> str:
    """The form that is stored and compared: NFKC, folded, without spaces around."""
    return unicodedata.normalize("NFKC", login.strip()).casefold()


def fit(login: str) -> bool:
    """Whether a written login name may be registered."""
    return 1 <= len(login) <= MAX_LOGIN and _ALLOWED.fullmatch(login) is not None
