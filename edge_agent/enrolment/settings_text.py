"""The settings file after an enrolment: the same text, comments and all, with what has changed. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

import tomlkit
from tomlkit.exceptions import TOMLKitError

from edge_agent.enrolment.centre_client import Enrolled
from runtime.faults import PlainFault


class Places(NamedTuple):
    """What the settings name, as paths from their own folder or absolute."""

    identity: str
    trusted: str
    centre: str
    #: Whom to believe at the centre; None: the system's authorities.
    centre_ca: str | None
    #: A client id that nobody can guess: to some brokers a session is whose client id is shown.
    client_id: str


def with_certificate(text: str, answer: Enrolled, places: Places, *, adopt: bool) -> str:
    """The new text. `adopt`: also take the gateway's name and area. Raises PlainFault."""
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as fault:
        raise PlainFault(f"配置不是 TOML / the settings are no TOML: {fault}") from None
    if adopt:
        document["area"], document["gateway"] = answer.area, answer.gateway
    uplink = _table(document, "uplink")
    lines: list[Any] = [uplink]
    if answer.brokers:
        uplink["host"], uplink["port"] = answer.brokers[0]
    if len(answer.brokers) > 1:
        backup = _table(uplink, "backup")
        backup["host"], backup["port"] = answer.brokers[1]
    if "backup" in uplink:
        lines.append(uplink["backup"])
    for line in lines:
        line["tls_ca"], line["tls_cert"], line["tls_key"] = places.trusted, places.identity, places.identity
        if adopt or not line.get("client_id"):
            line["client_id"] = places.client_id
    enrolment = _table(document, "enrolment")
    enrolment["centre"] = places.centre
    if places.centre_ca is not None:
        enrolment["ca"] = places.centre_ca
    elif "ca" in enrolment:
        del enrolment["ca"]
    return tomlkit.dumps(document)


def _table(parent: Any, name: str) -> Any:
    if name not in parent:
        parent[name] = tomlkit.table()
    return parent[name]
