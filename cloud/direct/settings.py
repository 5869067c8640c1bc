"""`[access]`: what may speak to the centre itself."""

from __future__ import annotations

from cloud.commands.settings import CommandSettings
from cloud.push.settings import PushSettings
from cloud.transmission.settings import Gb26875Settings
from runtime.settings import Settings


class AccessSettings(Settings):
    """Transmission devices, platforms that push, and what is asked of gateways."""

    gb26875: Gb26875Settings = Gb26875Settings()
    push: PushSettings = PushSettings()
    commands: CommandSettings = CommandSettings()
