"""The closure of a release's requirements: the target's markers, the lock's versions, hashes checked."""

from collections.abc import Collection
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from edge_agent.delivery import lock, target, wheels
from edge_agent.delivery.lock import LockFault, Pin
from runtime.faults import PlainFault
from tests.edge_agent.delivery.places import lock_of, wheel

ARM = target.parse("debian12-arm64", "3.11")


def nothing(pins: Collection[Pin], folder: Path) -> None:
    raise AssertionError(f"fetched {pins}")


def gathered(folder: Path, locked: list[Path], *roots: str, extras: tuple[str, ...] = ()) -> list[str]:
    pins = lock.read(lock_of(folder, *locked), ARM.marker_environment())
    found = wheels.gather(map(Requirement, roots), pins, ARM, folder, nothing, extras=extras)
    return [f"{one.pin.name} {one.pin.version}" for one in found]


def test_requirements_are_followed_with_the_markers_of_the_gateway(tmp_path: Path) -> None:
    locked = [
        wheel(tmp_path, "top", "1.0", {}, ("mid[fast]>=1", 'win; sys_platform == "win32"')),
        wheel(tmp_path, "mid", "1.5", {}, ('quick; extra == "fast"', 'arm; platform_machine == "aarch64"')),
        wheel(tmp_path, "quick", "2.0", {}, ("top",)),
        wheel(tmp_path, "arm", "3.0", {}),
        wheel(tmp_path, "edge_only", "1.0", {}),
    ]
    assert gathered(tmp_path, locked, "top") == ["arm 3.0", "mid 1.5", "quick 2.0", "top 1.0"]
    assert gathered(tmp_path, locked, 'edge-only; extra == "edge"') == []
    assert gathered(tmp_path, locked, 'edge-only; extra == "edge"', extras=("edge",)) == ["edge-only 1.0"]


def test_a_wheel_whose_hash_is_not_locked_is_not_used(tmp_path: Path) -> None:
    made = wheel(tmp_path, "top", "1.0", {})
    pins = lock.read(lock_of(tmp_path, made), ARM.marker_environment())
    made.write_bytes(made.read_bytes() + b"!")
    with pytest.raises(PlainFault, match="no wheel for manylinux_2_36_aarch64"):
        wheels.gather([Requirement("top")], pins, ARM, tmp_path, lambda pins, folder: None)


def test_what_the_lock_lacks_is_named(tmp_path: Path) -> None:
    made = wheel(tmp_path, "top", "1.0", {}, ("absent",))
    with pytest.raises(PlainFault, match=r"absent: .*is not in the lock"):
        gathered(tmp_path, [made], "top")
    with pytest.raises(PlainFault, match=r"top: .*locked at 1\.0, needed >=2"):
        gathered(tmp_path, [made], "top>=2")


def test_of_two_pins_the_one_for_the_gateways_python_holds(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    digest = "0" * 64
    path.write_text(
        f"# comment\nnumpy==2.4 ; python_full_version < '3.12' \\\n    --hash=sha256:{digest}\n"
        f"numpy==2.5 ; python_full_version >= '3.12' \\\n    --hash=sha256:{digest} # why\n"
    )
    for python, version in (("3.11", "2.4"), ("3.12", "2.5")):
        environment = target.parse("debian12-arm64", python).marker_environment()
        assert lock.read(path, environment)["numpy"].version == version


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ok==1 --hash=sha256:{0}\nnumpy>=2 --hash=sha256:{0}\n", "lock:2: .*not name==version"),
        ("numpy==2\n", "lock:1: .*numpy .*has no hash"),
        ("numpy==2 ; python_verzion < '3' --hash=sha256:{0}\n", "lock:1: "),
    ],
)
def test_a_bad_lock_is_told_by_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "lock"
    path.write_text(text.format("0" * 64))
    with pytest.raises(LockFault, match=words):
        lock.read(path, ARM.marker_environment())


def test_every_platform_name_an_installer_may_know_is_understood() -> None:
    assert target.parse("manylinux2014_aarch64", "3.11.2") == target.Target("3.11", "aarch64", 17)
    assert target.parse("debian12-armhf", "3.13").machine == "armv7l"
    tags = target.parse("manylinux_2_28_x86_64", "3.11").platform_tags()
    assert tags[0] == "manylinux_2_28_x86_64"
    assert {"manylinux2014_x86_64", "manylinux1_x86_64", "linux_x86_64"} <= set(tags)
    for bad in ("win_amd64", "manylinux3000_x86_64"):
        with pytest.raises(PlainFault, match="debian12-arm64"):
            target.parse(bad, "3.11")
    with pytest.raises(PlainFault, match=r"3\.11 or later"):
        target.parse(None, "3.9")
