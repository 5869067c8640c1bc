"""Codes of GB/T 28181-2022 annex D: twenty digits. Pure.

Eight of the place (the first six its administrative code), two of the branch, three of the kind of device,
one of the network, six of a serial number.
"""

from __future__ import annotations

import re
from typing import Final

_CODE: Final = re.compile(r"(\d{2})(\d{4})\d{2}\d{2}(\d{3})\d\d{6}")
#: Provinces that GB/T 2260 knows.
_PROVINCES: Final = frozenset(
    f"{code}"
    for span in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
    for code in range(span[0], span[1] + 1)
)
#: Kinds of device and of platform: front ends 111 to 130, periphery 131 to 199, platforms 200 and above.
_KINDS: Final = range(111, 600)


def is_code(text: str) -> bool:
    """Whether a text is such a code.

    >>> is_code("15010200001320000001")
    True
    """
    found = _CODE.fullmatch(text) if text.isascii() else None
    return found is not None and found[1] in _PROVINCES and int(found[3]) in _KINDS
