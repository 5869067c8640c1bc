"""The spool's file: sound, its books balanced, and whether it was ever damaged. It is only read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edge_agent.doctor.verdict import Verdict, denied, fault, ok, warning

TOPIC = "spool"


@dataclass(frozen=True)
class Book:
    """One stream: what was published, evicted, gone by receipt, and what is there."""

    stream: str
    published: int
    evicted: int
    forgotten: int
    spooled: int


@dataclass(frozen=True)
class SpoolFile:
    """What was found; `check` is what SQLite's own check says, `ok` when all is well."""

    path: Path
    size: int = 0
    exists: bool = True
    check: str = "ok"
    books: tuple[Book, ...] = ()
    rescued: tuple[str, ...] = ()
    may_look: bool = True


def look(path: Path) -> SpoolFile:
    """Find out, reading beside a running agent without disturbing it."""
    if path.parent.is_dir() and not os.access(path.parent, os.R_OK | os.X_OK):
        return SpoolFile(path, may_look=False)
    rescued = tuple(sorted(file.name for file in path.parent.glob(f"{path.name}.damaged-*[0-9]")))
    if not path.exists():
        return SpoolFile(path, exists=False, rescued=rescued)
    if not os.access(path, os.R_OK):
        return SpoolFile(path, may_look=False)
    size = sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*") if file.is_file())
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            connection.execute("BEGIN")
            check = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
            books = tuple(Book(*row) for row in connection.execute(_BOOKS))
        finally:
            connection.close()
    except sqlite3.Error as error:
        return SpoolFile(path, size, check=str(error), rescued=rescued)
    return SpoolFile(path, size, check=check, books=books, rescued=rescued)


_BOOKS = """
SELECT stream, published, evicted, forgotten,
       (SELECT count(*) FROM record WHERE record.stream = book.stream)
FROM book ORDER BY stream
"""


def judge(spool: SpoolFile) -> Iterator[Verdict]:
    """What that means."""
    if not spool.may_look:
        yield denied(TOPIC, str(spool.path))
    elif not spool.exists:
        yield ok(TOPIC, f"{spool.path}: 尚未建立,首次启动时创建 / not there yet; the first start makes it")
    elif spool.check != "ok":
        yield fault(
            TOPIC,
            f"{spool.path}: 损坏 / is damaged: {spool.check}",
            "重启代理会自动抢救;检查磁盘 / the agent rescues it when it starts; check the disk",
        )
    else:
        yield from _judge_books(spool)
    if spool.rescued:
        yield warning(
            TOPIC,
            f"曾经损坏 / was damaged before: {', '.join(spool.rescued)}",
            "检查存储介质;确认后可删除 / check the storage; delete these files once understood",
        )


def _judge_books(spool: SpoolFile) -> Iterator[Verdict]:
    unbalanced = [
        book for book in spool.books if book.published != book.evicted + book.forgotten + book.spooled
    ]
    for book in unbalanced:
        yield fault(
            TOPIC,
            f"{book.stream}: 账目不平 / the books do not balance: {book.published} ≠ "
            f"{book.forgotten} + {book.spooled} + {book.evicted}",
            "保留该文件并报告 / keep the file and report it",
        )
    evicted = sum(book.evicted for book in spool.books)
    waiting = sum(book.spooled for book in spool.books)
    if not unbalanced:
        yield ok(
            TOPIC, f"{spool.path}: 完好,账目相符,待发 {waiting} / sound, books balanced, {waiting} waiting"
        )
    if evicted:
        yield warning(
            TOPIC,
            f"因空间不足淘汰过 {evicted} 条 / {evicted} messages were evicted for want of room",
            "加大 spool.limit_mb,或查上行为何中断 / raise spool.limit_mb, or see why the uplink was down",
        )
