"""One way to open an ONNX graph: one thread, no arena, so that a gateway's memory stays what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import onnxruntime


class Session(Protocol):
    """What is used of onnxruntime's session."""

    def run(self, names: Sequence[str] | None, inputs: Mapping[str, Any]) -> list[Any]:
        """The named outputs, or all of them."""
        ...

    def get_inputs(self) -> Sequence[Any]:
        """What the graph takes; each has a name, a type and a shape."""
        ...

    def get_outputs(self) -> Sequence[Any]:
        """What the graph gives."""
        ...

    def get_modelmeta(self) -> Any:
        """What stands in the file beside the graph."""
        ...


def session_of(raw: bytes) -> Session:
    """Open a graph; raises what onnxruntime raises."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    session: Session = onnxruntime.InferenceSession(raw, options, providers=["CPUExecutionProvider"])
    return session
