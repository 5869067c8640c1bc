"""The disk below the spool: room, pace, and whether it can be written at all."""

from __future__ import annotations

import contextlib
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edge_agent.doctor.verdict import Verdict, denied, fault, ok, warning

TOPIC = "disk"
_SYNCS = 12
_BLOCK = os.urandom(4096)
_SLOW_MS, _TOO_SLOW_MS = 50.0, 1000.0
_SPARE_BYTES = 100_000_000


@dataclass(frozen=True)
class Disk:
    """What was found. `sync_ms` is the median of a few durable writes; None where none succeeded."""

    folder: Path
    free: int
    total: int
    free_inodes: int
    read_only: bool
    sync_ms: float | None
    trouble: str = ""
    may_look: bool = True


def look(folder: Path) -> Disk:
    """Find out, writing a few blocks to a file of our own that goes away again."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    room = os.statvfs(there)
    sync_ms, trouble = _pace(there)
    return Disk(
        there,
        room.f_bavail * room.f_frsize,
        room.f_blocks * room.f_frsize,
        room.f_favail if room.f_files else 1_000_000,
        bool(room.f_flag & os.ST_RDONLY),
        sync_ms,
        trouble,
        may_look=os.geteuid() == 0 or os.access(there, os.W_OK),
    )


def judge(disk: Disk, spool_limit: int, spool_size: int) -> Iterator[Verdict]:
    """What that means for a spool that may grow to `spool_limit` bytes and takes `spool_size` now."""
    where = str(disk.folder)
    if not disk.may_look:
        yield denied(TOPIC, where)
    elif disk.read_only or disk.sync_ms is None:
        reason = "只读 / is read-only" if disk.read_only else disk.trouble
        yield fault(TOPIC, f"{where}: 无法写入 / cannot be written: {reason}", _CURE_WRITE)
    else:
        text = f"{where}: 落盘 {disk.sync_ms:.1f} ms / a durable write takes {disk.sync_ms:.1f} ms"
        if disk.sync_ms > _TOO_SLOW_MS:
            yield fault(TOPIC, text, _CURE_SLOW)
        elif disk.sync_ms > _SLOW_MS:
            yield warning(TOPIC, text, _CURE_SLOW)
        else:
            yield ok(TOPIC, text)
    yield _room(disk, where, max(0, spool_limit - spool_size))
    if disk.free_inodes < 100:
        yield fault(
            TOPIC,
            f"{where}: 仅剩 {disk.free_inodes} 个 inode / only {disk.free_inodes} inodes are left",
            "删除多余的小文件 / delete small files that nobody needs",
        )


_CURE_WRITE = "重新以读写方式挂载,检查目录属主 / mount it read-write, check the folder's owner"
_CURE_SLOW = "更换存储卡或改用 eMMC/SSD / replace the card, or use eMMC or an SSD"


def _room(disk: Disk, where: str, to_grow: int) -> Verdict:
    free = f"{disk.free / 1e6:.0f} MB"
    more = f"{to_grow / 1e6:.0f} MB"
    text = f"{where}: 可用 {free},队列还可能增长 {more} / {free} free, the spool may take {more} more"
    cure = "清理磁盘,或减小 spool.limit_mb / free some, or lower spool.limit_mb"
    if disk.free < to_grow:
        return fault(TOPIC, text, cure)
    if disk.free < to_grow + _SPARE_BYTES:
        return warning(TOPIC, text, cure)
    return ok(TOPIC, text)


def _pace(folder: Path) -> tuple[float | None, str]:
    taken = []
    try:
        descriptor, name = tempfile.mkstemp(prefix=".doctor-", dir=folder)
        try:
            for _ in range(_SYNCS):
                began = time.perf_counter()
                os.write(descriptor, _BLOCK)
                os.fsync(descriptor)
                taken.append((time.perf_counter() - began) * 1000)
        finally:
            os.close(descriptor)
            with contextlib.suppress(OSError):
                os.unlink(name)
    except OSError as error:
        return None, error.strerror or str(error)
    return statistics.median(taken), ""
