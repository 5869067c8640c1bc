"""What goes into a bundle beside the wheels: settings, identity, the units, the installer."""

from __future__ import annotations

from pathlib import Path

from edge_agent.config import AgentSettings
from edge_agent.delivery.archive import Source
from edge_agent.delivery.manifest import BundleFault
from runtime.settings import load

IDENTITY = "identity"
CONFIG = "config/agent.toml"
UNITS = "systemd"
INSTALLER = Path(__file__).with_name("install.sh")
_MAX_IDENTITY_BYTES = 262_144


def settings(config: Path, profiles: list[Path]) -> list[Source]:
    """The settings file, and the folder of own profiles it names as `profiles`."""
    return [Source(CONFIG, config), *(Source(f"config/profiles/{file.name}", file) for file in profiles)]


def gateway_of(config: Path) -> str:
    """The gateway that the settings speak of. Raises SettingsError with FILE:LINE for each fault."""
    return load(config, AgentSettings).gateway


def identity(files: list[Path]) -> list[Source]:
    """Keys, certificates and password files; they keep their names below `identity/`, mode 0600."""
    found: dict[str, Source] = {}
    for file in files:
        if not file.is_file():
            raise BundleFault(f"{file}: 不是文件 / is no file; 检查 --identity / check --identity")
        if file.stat().st_size > _MAX_IDENTITY_BYTES:
            raise BundleFault(
                f"{file}: 过大,不像密钥或证书 / too large for a key or certificate; 检查 --identity / "
                "check it"
            )
        if file.name in found:
            raise BundleFault(f"{file.name}: 两个同名文件 / two files of this name; 改名 / rename one")
        found[file.name] = Source(f"{IDENTITY}/{file.name}", file, 0o600)
    return list(found.values())


def units(folder: Path) -> list[Source]:
    """The systemd units of a checkout."""
    files = sorted([*folder.glob("*.service"), *folder.glob("*.path")])
    if not files:
        raise BundleFault(
            f"{folder}: 没有 systemd 单元 / no systemd units; 从源代码目录运行 / run from a checkout"
        )
    return [Source(f"{UNITS}/{file.name}", file) for file in files]
