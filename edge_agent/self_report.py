"""What the gateway says of itself: health, and the inventory of its parts."""

from __future__ import annotations

import os
import resource
from collections.abc import Sequence
from pathlib import Path

from edge_agent.intake.observation import Stamp
from edge_agent.plan import Plan
from edge_agent.spool.record import PENDING_SEQ
from edge_agent.spool.spool import Spool
from edge_agent.version import version
from telemetry.messages import BusHealth, Health, Inventory, Vitals

#: Parts in one page: with the longest names a page stays within the message limit.
PAGE_PARTS = 100
#: Rows of health in one message, by the contract.
MAX_ROWS = 256
_STATM = Path("/proc/self/statm")
_FDS = Path("/proc/self/fd")


def rss_bytes() -> int:
    """Memory this process holds now."""
    try:
        return int(_STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def open_files() -> int:
    """File descriptors this process holds now; 0 where that cannot be learned."""
    try:
        return len(os.listdir(_FDS))
    except OSError:
        return 0


def process_identity(started_at: int) -> dict[str, object]:
    """Which process this is."""
    return {"pid": os.getpid(), "started_at": started_at, "version": version()}


def spool_health(spool: Spool) -> BusHealth:
    """The spool, told as a line of its own so that a full disk is seen from afar."""
    state = spool.state
    words = "; ".join(text for text in (state.trouble, state.damage) if text)
    return BusHealth(
        "spool", "sqlite", not state.trouble, state.commits, state.failures + state.refusals, words[:512]
    )


def bounded_rows(rows: Sequence[BusHealth]) -> list[BusHealth]:
    """As many rows as one message takes, those that are down first, and how many were left out."""
    if len(rows) <= MAX_ROWS:
        return list(rows)
    kept = sorted(rows, key=lambda row: row.up)[: MAX_ROWS - 1]
    left_out = len(rows) - len(kept)
    words = f"{left_out} more rows do not fit; look at the gateway's own page"
    return [*kept, BusHealth("more", "", True, last_error=words)]


def health(
    plan: Plan,
    spool: Spool,
    buses: Sequence[BusHealth],
    stamp: Stamp,
    started_at: int,
    *,
    link_ok: bool,
    vitals: Vitals | None = None,
) -> Health:
    """The gateway about itself. `buses` are its lines, the one to the centre among them."""
    return Health(
        gateway=plan.settings.gateway,
        seq=PENDING_SEQ,
        ts_gateway=stamp.ts,
        clock_synced=stamp.synced,
        version=version(),
        started_at=started_at,
        interval_s=plan.settings.health_interval_s,
        spool_bytes=spool.state.bytes,
        spool_limit_bytes=spool.limit_bytes,
        rss_bytes=rss_bytes(),
        counts=list(spool.state.counts),
        buses=bounded_rows([spool_health(spool), *buses]),
        link_ok=link_ok,
        profiles=dict(plan.marks),
        vitals=vitals,
    )


def inventory(plan: Plan, stamp: Stamp) -> list[Inventory]:
    """Every part under watch, in pages."""
    parts = [entry.part for entry in plan.watched.values()]
    pages = max(1, -(-len(parts) // PAGE_PARTS))
    return [
        Inventory(
            gateway=plan.settings.gateway,
            seq=PENDING_SEQ,
            ts_gateway=stamp.ts,
            clock_synced=stamp.synced,
            building=plan.settings.building.label(),
            parts=parts[page * PAGE_PARTS : (page + 1) * PAGE_PARTS],
            page=page,
            pages=pages,
        )
        for page in range(pages)
    ]
