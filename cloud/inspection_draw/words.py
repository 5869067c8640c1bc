"""What the codes of a record mean, Chinese first, and probabilities as people read them. A table."""

from __future__ import annotations

from typing import Final

from cloud.inspection_draw.roll import EXCLUSIONS, OVERDUE

STATUS: Final = {
    "eligible": ("可抽", "can be drawn"),
    "certain": ("必查", "certain"),
    "excluded": ("不抽", "left out"),
}
SHARES: Final = {
    "certain": ("必查", "certain"),
    "risk": ("按风险抽取", "drawn by risk"),
    "blind": ("不看风险抽取", "drawn risk-blind"),
}
SEALS: Final = {
    "plan": ("计划", "plan"),
    "frame": ("名单与概率", "list and probabilities"),
    "commitment": ("承诺(事先公布)", "commitment, published beforehand"),
    "entropy": ("随机源与种子", "numbers and seed"),
    "result": ("结果", "result"),
}
_REASONS: Final = {code: (reason.zh, reason.en) for code, reason in EXCLUSIONS.items()} | {
    OVERDUE: ("超过检查期限", "inspection overdue")
}


def pair(words: tuple[str, str]) -> str:
    """Both languages, Chinese first."""
    return f"{words[0]} {words[1]}".strip()


def reason(code: str) -> str:
    """Why a unit is left out or certain; a basis in law is given as the plan or list has it."""
    return pair(_REASONS.get(code, (code, "")))


def standing(status: str, why: str) -> str:
    """Whether a unit can be drawn, and why not or why it must."""
    return ": ".join(filter(None, (pair(STATUS[status]), reason(why))))


def percent(part: int, whole: int) -> str:
    """An inclusion probability to the last digit that is kept; only digits move, nothing is rounded."""
    digits = len(str(whole)) - 1
    if part == whole:
        return "100%"
    text = f"{part:0{digits}d}"
    return f"{int(text[:2])}.{text[2:]}%"
