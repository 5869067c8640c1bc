"""What can be wrong with a circuit, and `normal` for all that is not."""

from __future__ import annotations

from models.training.blocks import NORMAL

KINDS = ("drift", "step", "contact", "overload", "arc", NORMAL)

#: What people read. Chinese and English.
WORDS = {
    "drift": ("绝缘老化,剩余电流缓升", "insulation ageing, residual current creeping up"),
    "step": ("绝缘损坏,剩余电流突升", "insulation fault, residual current stepped up"),
    "contact": ("接头接触不良发热", "a joint overheating"),
    "overload": ("线路过载", "overload"),
    "arc": ("疑似串联电弧(间歇接触)", "hint of a series arc (intermittent contact)"),
    NORMAL: ("正常", "normal"),
}
