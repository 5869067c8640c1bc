"""What a model that looks back over days has seen, on disk, so that a restart does not make it unknown.

One file beside the spool: the parts, their last values with their ages, their windows, and when that was.
It is written whole or not at all, and one that cannot be read or is of other channels is left aside.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from edge_agent.early_warning.tasks import Task
from models.windows import Windows
from runtime.files import replace_file
from runtime.logging import get_logger

if TYPE_CHECKING:  # onnxruntime comes with it
    from models.model_file import ModelFile

log = get_logger("early-warning")

_LAYOUT = 1
#: What is kept of the inputs: values, whether they are good, their ages and usual intervals (seconds).
COLUMNS = ("value", "good", "age", "usual")


class Remembered(NamedTuple):
    """`parts` are the rows, `inputs` their last values, `windows` their past, all as of `ts`, ms UTC."""

    parts: tuple[str, ...]
    inputs: Mapping[str, NDArray[Any]]
    windows: Windows
    ts: int


class Past:
    """`path` is the file; its folder is there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._failed = False

    @property
    def there(self) -> bool:
        """Whether there is a file."""
        return self._path.exists()

    def write(
        self,
        task: Task,
        model: ModelFile,
        parts: Sequence[str],
        inputs: Mapping[str, NDArray[Any]],
        windows: Windows,
        ts: int,
    ) -> None:
        """Take the place of what was written before; a disk that refuses it is told once."""
        about = {"layout": _LAYOUT, "channels": _channels(task, model), "parts": list(parts), "ts": ts}
        named = {f"windows_{name}": column for name, column in windows.kept().items()}
        named |= {f"inputs_{name}": column for name, column in inputs.items()}
        raw = io.BytesIO()
        np.savez(raw, about=np.array(json.dumps(about)), allow_pickle=False, **named)
        try:
            replace_file(self._path, raw.getvalue())
            self._failed = False
        except OSError as fault:
            if not self._failed:
                log.warning("what a model has seen cannot be kept", file=str(self._path), fault=str(fault))
            self._failed = True

    def read(self, task: Task, model: ModelFile) -> Remembered | None:
        """What was written, if it is of the channels and the windows of this model."""
        try:
            with np.load(io.BytesIO(self._path.read_bytes()), allow_pickle=False) as file:
                about = json.loads(str(file["about"]))
                if about["layout"] != _LAYOUT or about["channels"] != _channels(task, model):
                    return None
                windows = Windows.again(model.description.shape, _named(file, "windows_"))
                inputs, parts = _named(file, "inputs_"), tuple(map(str, about["parts"]))
                told, seen = ((len(parts), len(channels)) for channels in about["channels"])
                shapes = {inputs[name].shape for name in COLUMNS}
                if shapes != {told} or windows.have.shape != seen:
                    raise ValueError(f"its columns are {shapes} and {windows.have.shape}, not {told}, {seen}")
                return Remembered(parts, inputs, windows, int(about["ts"]))
        except FileNotFoundError:
            return None
        except Exception as fault:  # the file is input: whatever it makes of us, the model begins without it
            log.warning("what a model had seen is left aside", file=str(self._path), fault=str(fault))
            return None


def _channels(task: Task, model: ModelFile) -> list[list[list[str]]]:
    """What the inputs hold, and what the model takes of it."""
    return [
        [[channel.name, channel.analog, channel.unit] for channel in channels]
        for channels in (task.channels, model.description.channels)
    ]


def _named(file: Mapping[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    return {name.removeprefix(prefix): file[name] for name in file if name.startswith(prefix)}
