"""`[enrolment]`: the authority, how long certificates live, and what a gateway is told when it enrols."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from cloud.enrolment.codes import valid_centre
from runtime.settings import Settings, SettingsPath


class ExternalSettings(Settings):
    """An authority elsewhere that speaks EST (RFC 7030)."""

    #: Up to and with `/.well-known/est` (and a label, where it has one).
    url: str = Field(pattern=r"^https?://")
    tls_ca: SettingsPath | None = None
    tls_cert: SettingsPath | None = None
    tls_key: SettingsPath | None = None
    username: str | None = None
    password_file: SettingsPath | None = None
    timeout_s: float = Field(default=15.0, gt=0, le=120)


class EnrolmentSettings(Settings):
    """How gateways come to their certificates. Without `authority` nobody enrols."""

    #: The folder of our own authority; see `steppewatch ca init`. Also keeps the key of the codes' digests.
    authority: SettingsPath | None = None
    #: Another authority signs instead; the folder still keeps the key of the codes' digests.
    external: ExternalSettings | None = None
    #: Where gateways reach this centre, for the QR text.
    centre: str | None = None
    #: The brokers that a gateway is told to dial, `host:port`, the first one first.
    brokers: tuple[str, ...] = Field(default=(), max_length=8)
    certificate_days: int = Field(default=90, ge=1, le=825)
    code_days: int = Field(default=7, ge=1, le=90)
    #: Wrong codes that one address, and all together, may send in ten minutes.
    guesses: int = Field(default=10, ge=1, le=1_000)
    guesses_together: int = Field(default=300, ge=1, le=100_000)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.centre is not None and not valid_centre(self.centre):
            raise ValueError(f"`centre` is {self.centre!r}; it must be https://host")
        for broker in self.brokers:
            host, _, port = broker.rpartition(":")
            if not host or not port.isdigit() or not 0 < int(port) < 65536:
                raise ValueError(f'{broker!r} is no broker\'s address; write it as "host:port"')
        if self.external is not None and self.authority is None:
            raise ValueError("`external` also needs `authority`, the folder of the key of the codes' digests")
        return self
