"""The brokers on this host: their files, and how they are told that something has changed."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from broker_plugins import credentials
from cloud.brokers import files
from cloud.brokers.files import FORMS, Engine
from cloud.brokers.policy import Policy
from runtime.files import replace_file


class Target(Protocol):
    """One broker's files."""

    @property
    def name(self) -> str:
        """As the state shows it."""
        ...

    def give(self, policy: Policy) -> None:
        """Write what is new and tell the broker. Raises OSError, PlainFault."""
        ...

    def remind(self) -> None:
        """Tell the broker once more: Mosquitto loses a SIGHUP that comes while it works on another."""
        ...


class CredentialsTarget:
    """`steppewatch broker`, which looks at its files by itself."""

    def __init__(self, file: Path | None, revocation_list: Path | None) -> None:
        self._file = file
        self._list = revocation_list

    @property
    def name(self) -> str:
        """The file."""
        return str(self._file or self._list)

    def remind(self) -> None:
        """It looks by itself."""

    def give(self, policy: Policy) -> None:
        """Both files."""
        if self._file is not None:
            credentials.write(self._file, policy.entries)
        if self._list is not None and policy.revocation_list is not None:
            replace_file(self._list, policy.revocation_list, 0o644)


class FolderTarget:
    """A Mosquitto or NATS server with the configuration that `steppewatch broker-config` writes."""

    def __init__(self, engine: Engine, folder: Path, pid_file: Path | None) -> None:
        self._engine, self._folder = engine, folder
        self._pid_file = pid_file or folder / FORMS[engine].pid_file

    @property
    def name(self) -> str:
        """The engine and the folder."""
        return f"{self._engine} {self._folder}"

    def remind(self) -> None:
        """SIGHUP."""
        files.remind(self._pid_file, FORMS[self._engine].program)

    def give(self, policy: Policy) -> None:
        """What changes with the policy; then SIGHUP."""
        files.write(self._folder, FORMS[self._engine].render(policy))
        self.remind()
