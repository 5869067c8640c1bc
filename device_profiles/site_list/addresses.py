"""The address of a point, from however a list writes it to how its panel names it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from device_profiles.finding import canonical_address

_NUMBER = re.compile(r"\d+")
#: What stands between the numbers of an address, and what only surrounds them.
_BETWEEN = re.compile(r"(?:号?回路|号机|机)|[\s\-–—~/.:_#,，、]+")
_AROUND = re.compile(r"^(?:NO\.?|第|#|L(?:OOP)?)\s*|\s*(?:号|点|位|#)$", re.IGNORECASE)
_DEVICE_WORD = re.compile(r"(?<=\d)-?D(?:EV)?\.?-?(?=\d)")
_ADDRESS = re.compile(r"\d{1,10}(?:[-DM]\d{1,10}){0,3}")


class Address(NamedTuple):
    """A point's canonical address, and its loop and device where the panel counts in those."""

    name: str
    loop: int | None
    device: int | None


class Problem(NamedTuple):
    """Why an address cannot be taken; `column` is the role of the cell to blame."""

    column: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class AddressRule:
    """What addresses a panel takes.

    A panel that counts in loops and devices has `loops`, `devices` and `check`, which says what is wrong with
    one (None: nothing). A panel that names its points has `shapes`, the forms of its names (`n-n`, `nDn`).
    """

    loops: tuple[int, int] | None = None
    devices: tuple[int, int] | None = None
    check: Callable[[int, int], str | None] | None = None
    shapes: frozenset[str] = frozenset()
    #: One of the panel's own names, to show the installer.
    example: str = "1-23"
    counts: bool = True


def shape(address: str) -> str:
    """The form of an address: `1-3-30` is `n-n-n`, `1D23` is `nDn`."""
    return _NUMBER.sub("n", address)


def plain(text: str) -> str:
    """Full-width as plain, a spreadsheet's `23.0` as `23`, upper case."""
    return re.sub(r"^(\d+)\.0$", r"\1", unicodedata.normalize("NFKC", text).strip()).upper()


def read(text: str, loop_text: str, panel: int | None, rule: AddressRule) -> Address | Problem:
    """The address that the cells give. `panel` is the number of the row's panel, if it is known."""
    if not plain(text):
        return Problem("device", "缺少地址；请填写", "the address is missing; fill it in")
    address = _one_form(text)
    if address is None:
        return Problem(
            "device",
            f"{text[:32]!r} 不是地址；请写成 {rule.example}",
            f"{text[:32]!r} is no address; write it as {rule.example}",
        )
    loop = _one_form(loop_text) if loop_text else None
    if loop_text and (loop is None or not loop.isdecimal()):
        return Problem(
            "loop",
            f"回路 {loop_text[:16]!r} 不是数字；请改正",
            f"loop {loop_text[:16]!r} is no number; correct it",
        )
    return _counted(address, loop, rule) if rule.counts else _named(address, loop, panel, rule)


def _one_form(text: str) -> str | None:
    """The address with `-` between its numbers and without what surrounds it; None when it is none."""
    bare = plain(text)
    while (shorter := _AROUND.sub("", bare).strip()) != bare:
        bare = shorter
    joined = _BETWEEN.sub("-", bare).strip("-")
    return canonical_address(joined) if _ADDRESS.fullmatch(joined) else None


def _counted(address: str, loop: str | None, rule: AddressRule) -> Address | Problem:
    """Loop and device of a panel that counts in them; a panel's number before them is not its concern."""
    numbers = [int(number) for number in _DEVICE_WORD.sub("-", address).split("-") if number.isdecimal()]
    if len(numbers) > 1 and loop is not None and int(loop) != numbers[-2]:
        return Problem("loop", "回路与地址不符；请改正其一", "the loop is not the address's; correct one")
    if len(numbers) == 1 and loop is None:
        return Problem("loop", "缺少回路号；请填写", "the loop is missing; fill it in")
    if not 1 <= len(numbers) <= 3:
        return Problem(
            "device", f"不是回路加地址，如 {rule.example}", f"not loop and device, as {rule.example}"
        )
    at_loop = int(loop) if loop is not None else numbers[-2]
    device = numbers[-1]
    for role, zh, en, value, span in (
        ("loop", "回路", "loop", at_loop, rule.loops),
        ("device", "地址", "address", device, rule.devices),
    ):
        if span is not None and not span[0] <= value <= span[1]:
            return Problem(
                role,
                f"{zh} {value} 超出该控制器的 {span[0]} 至 {span[1]}；请核对",
                f"{en} {value} is outside this panel's {span[0]} to {span[1]}; check it",
            )
    wrong = rule.check(at_loop, device) if rule.check is not None else None
    if wrong is not None:
        return Problem("device", "控制器没有此地址；请核对", f"{wrong}; check it")
    return Address(f"{at_loop}-{device}", at_loop, device)


def _named(address: str, loop: str | None, panel: int | None, rule: AddressRule) -> Address | Problem:
    """The name that the panel gives the point: the fullest that has one of its forms."""
    longest = address if loop is None or "-" in address else f"{loop}-{address}"
    candidates = [longest, address] if panel is None else [f"{panel}-{longest}", longest, address]
    for name in candidates:
        if not rule.shapes or shape(name) in rule.shapes:
            return Address(name, None, None)
    return Problem(
        "device",
        f"该控制器的地址形如 {rule.example},不是 {longest};请补全(缺控制器号可用 --panel)",
        f"this panel's addresses look like {rule.example}, not {longest}; complete it "
        "(the panel's number: --panel)",
    )
