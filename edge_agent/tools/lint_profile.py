"""`edge-agent lint-profile`: does a device profile keep what its level promises; do its vectors come out?"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from device_profiles import linter, loader
from device_profiles.loader import LoadedProfile, ProfileError
from edge_agent.profile_trial import mismatches
from edge_agent.tools.arguments import add_json
from runtime.faults import PlainFault


class NoProfile(PlainFault):
    """A profile that cannot be loaded at all; the text names file, field and cure."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`FILE|NAME ... [--all] [--json]`."""
    parser.add_argument(
        "profile",
        nargs="*",
        metavar="FILE|NAME",
        help="档案文件或内置名称 / a profile's file, or the suite's name",
    )
    parser.add_argument("--all", action="store_true", help="全部内置档案 / all that come with the suite")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """0: nothing is owed; 1: something is. Raises NoProfile."""
    wanted = [*options.profile, *(loader.names() if options.all else ())]
    if not wanted:
        raise NoProfile("需要档案文件、名称或 --all / name a profile's file, a name, or --all")
    told = {name: _owed(_load(name)) for name in wanted}
    if options.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(_said(name, _load(name), owed) for name, owed in told.items()))
    return 1 if any(told.values()) else 0


def _load(name: str) -> LoadedProfile:
    try:
        if name.endswith((".yaml", ".yml")) or "/" in name:
            return loader.load_file(Path(name))
        return loader.load(name)
    except ProfileError as fault:
        raise NoProfile(str(fault)) from None


def _owed(loaded: LoadedProfile) -> list[str]:
    return [*mismatches(loaded.profile), *linter.lint(loaded.profile)]


def _said(name: str, loaded: LoadedProfile, owed: list[str]) -> str:
    profile = loaded.profile
    level = profile.quality.level if profile.quality else "-"
    met = linter.highest(profile) or "-"
    if owed:
        return "".join(f"{loaded.path}: {what}\n" for what in owed)
    return (
        f"{name}: 正确 / correct; {len(profile.vectors)} 个向量 / vectors; "
        f"等级 / level {level} (自证可达 / shows {met})\n"
    )
