"""Giving a command. Opens and commits nothing."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.commands import repository
from cloud.commands.schemas import CommandIn
from cloud.commands.settings import CommandSettings
from cloud.commands.states import State
from cloud.commands.tables import GatewayCommand
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.registry.tables import Gateway

#: Beginnings of virtual gateways: they are no gateway of ours, and take no commands of the contract.
VIRTUAL = ("uitd-", "nb-", "lora-")


def found(session: Session, asker: Asker, name: str) -> Gateway:
    """The gateway in the asker's scope, or ApiError 404."""
    row = repository.gateway(session, asker, name)
    if row is None:
        raise not_found("网关", "gateway", "path.gateway")
    return row


def give(
    session: Session, asker: Asker, name: str, told: CommandIn, settings: CommandSettings, now: int
) -> GatewayCommand:
    """Note a command; it goes out after the commit. Raises ApiError."""
    gateway = found(session, asker, name)
    if name.startswith(VIRTUAL):
        raise ApiError(
            409,
            "no-gateway",
            "该对象直接接入中心,不接受网关命令;用户信息传输装置请用 transmission-devices 接口。",
            "It speaks to the centre itself and takes no gateway's commands;"
            " ask a transmission device through transmission-devices.",
            "path.gateway",
        )
    if told.kind == "configure" and not settings.configure:
        raise ApiError(
            403,
            "configure-not-allowed",
            "平台未允许远程下发配置,见 [access.commands] configure。",
            "Settings are not sent from here: `configure` in [access.commands].",
            "body.kind",
        )
    if repository.open_count(session, name) >= settings.open_each:
        raise ApiError(
            409,
            "too-many-open",
            f"该网关已有 {settings.open_each} 条命令未完成,请等待或稍后再试。",
            f"{settings.open_each} commands to this gateway are open; wait for their end.",
            "path.gateway",
        )
    row = GatewayCommand(
        gateway=name,
        seq=repository.next_number(session, name),
        area=gateway.area,
        organisation_id=gateway.organisation_id,
        kind=told.kind,
        arguments=dict(told.arguments),
        asked_by=asker.name,
        asked_at=now,
        expires_at=now + told.expires_in_s * 1000,
        state=State.WAITING.value,
        open=True,
        sent=0,
        next_send_at=now,
        text="",
        details={},
    )
    session.add(row)
    session.flush()
    audit.record(session, asker, "gateway.command", f"gateway/{name}", None, _told(row))
    return row


def _told(row: GatewayCommand) -> dict[str, Any]:
    """What the audit log keeps: of a whole settings file, its hash."""
    arguments = dict(row.arguments)
    if isinstance(arguments.get("toml"), str):
        arguments["toml"] = "sha256:" + hashlib.sha256(arguments["toml"].encode()).hexdigest()
    return {"seq": row.seq, "kind": row.kind, "arguments": arguments, "expires_at": row.expires_at}
