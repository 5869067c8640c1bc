"""A model file is what it says it is, or it is not loaded."""

from pathlib import Path

import msgspec
import onnx
import pytest

from models import model_file
from models.model_file import Description, ModelFault
from models.training.description import described
from tests.models.tiny import SHAPE, description, tiny, written


def test_a_file_says_what_it_takes_and_when_to_warn(tmp_path: Path) -> None:
    file = written(tmp_path, tiny())
    model = model_file.load(file.path, file.sha256.upper())
    assert model.sha256 == file.sha256
    assert model.description.shape == SHAPE
    assert model.short_hash == file.sha256[:12]


def test_a_file_with_another_hash_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, tiny())
    with pytest.raises(ModelFault, match=f"{file.path}.*{file.sha256}.*write down the new hash"):
        model_file.load(file.path, "0" * 64)


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFault, match="no ONNX model"):
        model_file.load(written(tmp_path, b"no model").path)
    with pytest.raises(ModelFault, match=r"absent\.onnx"):
        model_file.load(tmp_path / "absent.onnx")


def test_a_graph_that_is_not_what_its_description_says_is_refused(tmp_path: Path) -> None:
    graph = onnx.load_from_string(tiny())
    with pytest.raises(ModelFault, match="its description says"):
        model_file.load(written(tmp_path, described(graph, description(neighbours=1))).path)


def test_a_description_of_another_layout_is_refused(tmp_path: Path) -> None:
    graph = onnx.load_from_string(tiny())
    with pytest.raises(ModelFault, match="layout 9"):
        model_file.load(written(tmp_path, described(graph, description(layout=9))).path)


def test_a_file_without_a_description_is_refused(tmp_path: Path) -> None:
    graph = onnx.load_from_string(tiny())
    del graph.metadata_props[:]
    with pytest.raises(ModelFault, match="no description"):
        model_file.load(written(tmp_path, graph.SerializeToString()).path)


def test_a_description_without_ranges_is_read() -> None:
    told = msgspec.to_builtins(description())
    del told["ranges"]
    assert msgspec.convert(told, Description).ranges == ()
