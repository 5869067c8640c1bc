"""A small file is replaced whole or not at all."""

from pathlib import Path

import pytest

from runtime.files import replace_file


def test_the_text_is_replaced_and_the_mode_stays(tmp_path: Path) -> None:
    path = tmp_path / "agent.toml"
    path.write_text("old")
    path.chmod(0o640)
    replace_file(path, "新")
    assert path.read_text(encoding="utf-8") == "新"
    assert path.stat().st_mode & 0o777 == 0o640
    replace_file(path, "secret", 0o600)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["agent.toml"]


def test_what_cannot_be_written_leaves_the_old_text(tmp_path: Path) -> None:
    path = tmp_path / "agent.toml"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        replace_file(path, "\ud800")
    (tmp_path / "agent.toml.new").mkdir()
    with pytest.raises(OSError, match=r"agent\.toml\.new"):
        replace_file(path, "new")
    assert path.read_text() == "old"


def test_what_a_kill_left_behind_is_swept_away(tmp_path: Path) -> None:
    path = tmp_path / "agent.toml"
    (tmp_path / "agent.toml.new").write_text("half")
    replace_file(path, "whole")
    assert [entry.name for entry in tmp_path.iterdir()] == ["agent.toml"]
