"""Three ways to trade early for calm; a site chooses, and `balanced` is what it gets if it does not."""

from __future__ import annotations

from models.decision import Limits

TRADE_OFFS = {
    "early": Limits(on=0.90, sure=0.97, off=0.30, confirm=5, calm=60),
    "balanced": Limits(on=0.95, sure=0.99, off=0.30, confirm=10, calm=60),
    "cautious": Limits(on=0.97, sure=0.997, off=0.30, confirm=30, calm=60),
}
DEFAULT = "balanced"
#: What people read. Chinese and English.
WORDS = {
    "early": ("尽早", "early: more warnings, more of them for nothing"),
    "balanced": ("均衡", "balanced"),
    "cautious": ("谨慎", "cautious: fewer for nothing, some fires later"),
}
