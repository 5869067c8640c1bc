"""What the tools print with: tables and progress on a terminal, in colours where it has them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table


def out() -> Console:
    """The terminal on stdout; redirected, lines are as long as they need to be."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False)


def progress() -> Progress:
    """A bar on stderr with the time left; silent where nobody looks."""
    console = Console(file=sys.stderr)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table; cells are shown as they are, mark-up in them is not obeyed."""
    from rich.text import Text

    made = Table(*headings, header_style="bold", pad_edge=False)
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    return made
