"""`[enrolment]`: where the gateway renews its certificate."""

from __future__ import annotations

from pydantic import Field, field_validator

from runtime.settings import Settings, SettingsPath, is_loopback


class EnrolmentSettings(Settings):
    """Written by `edge-agent enrol`."""

    #: The centre, https:// (http:// on this machine only).
    centre: str = Field(max_length=256)
    #: Whom to believe there; None: the authorities of this system.
    ca: SettingsPath | None = None
    #: Renew the certificate two thirds into its life.
    rotate: bool = True

    @field_validator("centre")
    @classmethod
    def _secured(cls, url: str) -> str:
        scheme, _, rest = url.partition("://")
        host = rest.partition("/")[0].rpartition("@")[2]
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        if not host or not (scheme == "https" or (scheme == "http" and is_loopback(name))):
            raise ValueError(f"{url!r} is no secured address of a centre; write it as https://host")
        return url.rstrip("/")
