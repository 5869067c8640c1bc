"""A progress bar on a terminal, plain lines where there is none; rich is not needed for either to work."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec

Say = Callable[[str, int, int], None]
"""What is being done, how much of it is done, how much there is."""


@contextlib.contextmanager
def progress() -> Iterator[Say]:
    """Gives `say(what, done, known)`; everything goes to stderr, so that stdout stays for results."""
    if sys.stderr.isatty() and find_spec("rich") is not None:
        with _bars() as say:
            yield say
    else:
        yield _lines()


@contextlib.contextmanager
def _bars() -> Iterator[Say]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks = {}

        def say(what: str, done: int, known: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=None)
            bars.update(tasks[what], completed=done, total=known)

        yield say


def _lines() -> Say:
    last = ""

    def say(what: str, done: int, known: int) -> None:
        nonlocal last
        text = f"{what} {known}" if known > 1 else what
        if text != last and (done == 0 or done == known):
            last = text
            sys.stderr.write(f"{text} …\n")
            sys.stderr.flush()

    return say
