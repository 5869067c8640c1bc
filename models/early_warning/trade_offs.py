"""Three ways to trade early for calm; a site chooses, and `balanced` is what it gets if it does not."""

from __future__ import annotations

from models.decision import Limits

TRADE_OFFS = {
    "early": Limits(on=0.70, sure=0.96, off=0.30, confirm=20, calm=60, beside=0.5),
    "balanced": Limits(on=0.78, sure=0.99, off=0.30, confirm=60, calm=60, beside=0.5),
    "cautious": Limits(on=0.90, sure=0.99, off=0.30, confirm=60, calm=60, beside=0.7),
}
DEFAULT = "balanced"
#: What people read. Chinese and English.
WORDS = {
    "early": ("尽早", "early: more warnings, more of them for nothing"),
    "balanced": ("均衡", "balanced"),
    "cautious": ("谨慎", "cautious: fewer for nothing, some fires later"),
}
