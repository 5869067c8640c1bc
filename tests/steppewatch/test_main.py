"""The command line finds its doors, and says what it has when it does not."""

from __future__ import annotations

import importlib

import pytest

from steppewatch.main import SUBCOMMANDS, main


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_subcommand_leads_somewhere(name: str) -> None:
    entry = SUBCOMMANDS[name]
    assert callable(getattr(importlib.import_module(entry.module), entry.function))


def test_an_unknown_subcommand_is_answered_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dance"]) == 2
    assert "demo" in capsys.readouterr().err


def test_no_subcommand_is_answered_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "一栋楼的一天" in capsys.readouterr().out


def test_the_version_is_the_distributions(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == importlib.metadata.version("steppewatch")
