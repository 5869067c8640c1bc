"""Child processes that say when they are ready, die with their parent, and are stopped by their own id."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


class ProcessFailed(RuntimeError):
    """A process did not become ready; the message carries the end of what it said."""


def _die_with_parent() -> None:
    """Linux: SIGTERM when the thread that started us ends, so that nothing is left behind."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """One process of the suite. Its errors go to a log file, its lines to `on_line`."""

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        folder: Path,
        on_line: Callable[[str, str], None] | None = None,
    ) -> None:
        self.name = name
        self.arguments = tuple(arguments)
        self.folder = folder
        self.log = folder / f"{name}.log"
        self._on_line = on_line
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._ready = threading.Event()

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def exit_code(self) -> int | None:
        """Its exit code once it has ended."""
        return self._process.poll() if self._process else None

    def start(self) -> None:
        """Start it without waiting for it."""
        if self.pid is not None:
            raise RuntimeError(f"{self.name} runs already")
        self._ready = threading.Event()
        with self.log.open("ab") as errors:
            process = subprocess.Popen(
                self.arguments,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                bufsize=1,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        self._process = process
        self._reader = threading.Thread(
            target=self._read, args=(process, self._ready), name=f"lines of {self.name}", daemon=True
        )
        self._reader.start()

    def wait_ready(self, timeout_s: float = 90.0) -> None:
        """Wait for its READY line. Raises ProcessFailed with the end of its log if none comes."""
        deadline = time.monotonic() + timeout_s
        while not self._ready.wait(0.05):
            if self.exit_code is not None:
                raise ProcessFailed(f"{self.name} ended with code {self.exit_code}:\n{self.last_words()}")
            if time.monotonic() > deadline:
                raise ProcessFailed(f"{self.name} was not ready after {timeout_s:g} s:\n{self.last_words()}")

    def terminate(self, timeout_s: float = 10.0) -> int:
        """Ask it to end (SIGTERM); kill it if it will not. Returns its exit code, negative for a signal."""
        process = self._process
        if process is None:
            return 0
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout_s)
            except subprocess.TimeoutExpired:
                process.kill()
        return self._reap(process)

    def kill(self) -> None:
        """SIGKILL: no goodbye, as a power cut would."""
        process = self._process
        if process is not None and process.poll() is None:
            process.kill()
            self._reap(process)

    def _reap(self, process: subprocess.Popen[str]) -> int:
        code = process.wait()
        if self._reader is not None:
            self._reader.join(5)
        if process.stdout is not None:
            process.stdout.close()
        return code

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        if not self.log.exists():
            return "(it said nothing)"
        with self.log.open(encoding="utf-8", errors="replace") as log:
            return "".join(deque(log, maxlen=lines)).rstrip() or "(it said nothing)"

    def _read(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        for line in process.stdout or ():
            if line.startswith("READY"):
                ready.set()
            if self._on_line is not None:
                self._on_line(self.name, line.rstrip("\n"))
