"""The arguments that subcommands share."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_config(parser: argparse.ArgumentParser) -> None:
    """`--config FILE`: the settings file."""
    parser.add_argument(
        "--config", type=Path, required=True, metavar="FILE", help="TOML 配置文件 / the settings file"
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """`--json`: for programs."""
    parser.add_argument("--json", action="store_true", help="以 JSON 输出 / print JSON")
