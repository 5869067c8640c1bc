"""What may be wrong with a detector, and that nothing is."""

from __future__ import annotations

FAULTS = ("contamination", "stuck", "noisy", "blocked", "offset_step")
KINDS = (*FAULTS, "healthy")

#: What people read. Chinese and English.
WORDS = {
    "contamination": ("迷宫积灰", "dust in the chamber"),
    "stuck": ("数值卡死", "a value that stands still"),
    "noisy": ("数值跳动", "a noisy value: insects, condensation, a bad contact"),
    "blocked": ("进烟口堵塞", "a blocked chamber that smoke does not enter"),
    "offset_step": ("零点突变", "a zero that jumped: a knock, a wrong reset"),
    "healthy": ("正常", "healthy"),
}
