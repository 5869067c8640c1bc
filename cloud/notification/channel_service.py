"""Decisions on channels. Commits nothing."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy.orm import Session

from cloud import networks
from cloud.errors import ApiError
from cloud.networks import Unreachable
from cloud.notification import entries, forms, repository
from cloud.notification.channels.email import SETTING
from cloud.notification.delivering import secrets_of
from cloud.notification.forms import PER_MINUTE, ROBOT_PER_MINUTE
from cloud.notification.schemas import ChannelIn
from cloud.notification.settings import NotificationSettings
from cloud.notification.tables import NotificationChannel
from cloud.people.asker import Asker
from cloud.webhooks import addresses, signature
from cloud.webhooks.keeping import SecretKeeper

#: Kinds that cannot do without a secret address.
_WITH_URL = frozenset({"webhook", "cap", "wecom", "dingtalk"})


def add_channel(
    session: Session,
    asker: Asker,
    told: ChannelIn,
    keeper: SecretKeeper,
    settings: NotificationSettings,
    now: int,
) -> tuple[NotificationChannel, str | None]:
    """Write a channel down; returns it, and the secret of a webhook where none was given."""
    entries.check_scope(asker, told.areas, told.organisations)
    entries.check_room(session, NotificationChannel, settings.channels)
    form, secrets = forms.split(told.form)
    shown = None
    if form["kind"] == "webhook" and "secret" not in secrets:
        secrets["secret"] = shown = signature.new_secret()
    _check_form(form, secrets, settings)
    row = NotificationChannel(
        name=told.name,
        kind=form["kind"],
        areas=told.areas,
        organisations=told.organisations,
        form=form,
        locked=_locked(secrets, keeper),
        per_minute=_per_minute(told, form["kind"]),
        enabled=told.enabled,
        created_at=now,
        created_by=asker.name,
    )
    entries.added(session, asker, row, now)
    return row, shown


def change_channel(
    session: Session,
    asker: Asker,
    id: int,
    told: ChannelIn,
    keeper: SecretKeeper,
    settings: NotificationSettings,
    now: int,
) -> NotificationChannel:
    """Change a channel; secrets that are not given stay. What waits goes by the new form."""
    entries.check_scope(asker, told.areas, told.organisations)
    row = entries.own(session, asker, NotificationChannel, id, told.version)
    form, given = forms.split(told.form)
    if form["kind"] != row.kind:
        raise ApiError(
            409,
            "other-kind",
            "通道类型不能更改,请另建通道。",
            "A channel stays of its kind. Make another one.",
            "body.form.kind",
        )
    secrets = (secrets_of(row, lambda: keeper) or {}) | given
    _check_form(form, secrets, settings)
    before = entries.shown(row)
    row.name, row.areas, row.organisations, row.enabled = (
        told.name,
        told.areas,
        told.organisations,
        told.enabled,
    )
    row.form, row.locked, row.per_minute = form, _locked(secrets, keeper), _per_minute(told, row.kind)
    row.paused_until, row.failing_since, row.fault = 0, None, ""
    entries.changed(session, asker, row, before, now)
    return row


def remove_channel(session: Session, asker: Asker, id: int, now: int) -> None:
    """Remove one that no rule names and that has told nothing; others are switched off. Raises ApiError."""
    entries.own(session, asker, NotificationChannel, id, None)
    rules = repository.rules_with_channel(session, id)
    if rules or repository.has_messages(session, id):
        raise _in_use([rule.name for rule in rules if repository.inside(asker, rule)])
    entries.remove(session, asker, NotificationChannel, id, now)


def secrets_set(row: NotificationChannel, keeper: SecretKeeper) -> list[str]:
    """Which secrets a channel has."""
    return sorted(secrets_of(row, lambda: keeper) or {})


def _check_form(form: dict[str, Any], secrets: dict[str, str], settings: NotificationSettings) -> None:
    by_phone = form["kind"] in ("sms", "voice")
    if form["kind"] in _WITH_URL or (by_phone and form["form"] == "http"):
        if "url" not in secrets:
            raise _form_fault("url", "请填写地址。", "Give the address.")
        _reachable(lambda: addresses.parse(secrets["url"], settings.allow_networks, SETTING), "url")
    if by_phone and form["form"] == "file" and settings.file_folder is None:
        raise _form_fault(
            "form",
            "运维未设置 notification.file_folder,不能写入文件。",
            "The operator has named no folder (`notification.file_folder`).",
        )
    if form["kind"] == "webhook":
        _check_secret(secrets["secret"])
    if form["kind"] == "dingtalk" and "?" not in secrets["url"]:
        raise _form_fault("url", "地址须含 access_token。", "The address must hold the access_token.")
    if form["kind"] == "email":
        _reachable(lambda: networks.check(form["host"], settings.allow_networks, SETTING), "host")
        if form["security"] == "none" and (secrets.get("password") or not settings.allow_networks):
            raise _form_fault(
                "security",
                "不加密的邮件服务器仅限运维允许的内网,且不得使用口令。",
                "Without TLS only within networks that the operator allows, and with no password.",
            )


def _check_secret(secret: str) -> None:
    try:
        weak = len(signature.key_of(secret)) < 24
    except ValueError:
        weak = True
    if weak:
        raise _form_fault(
            "secret", "密钥须为 whsec_ 加 base64,至少 24 字节。", "`whsec_` and base64 of 24 bytes or more."
        )


def _reachable(check: Any, field: str) -> None:
    try:
        check()
    except Unreachable as fault:
        raise _form_fault(field, fault.zh, fault.en, "bad-address") from fault


def _form_fault(field: str, zh: str, en: str, code: str = "bad-channel") -> ApiError:
    return ApiError(422, code, zh, en, f"body.form.{field}")


def _in_use(rules: list[str]) -> ApiError:
    """`rules`: the names of those that the asker may see."""
    zh, en = "、".join(rules[:5]), ", ".join(rules[:5])
    return ApiError(
        409,
        "channel-in-use",
        f"通道仍被规则引用{f'({zh})' if zh else ''}或留有发送记录,请改为停用。",
        f"Rules name the channel{f' ({en})' if en else ''}, or messages on record went by it."
        " Switch it off instead.",
        "path.id",
    )


def _locked(secrets: dict[str, str], keeper: SecretKeeper) -> str:
    return keeper.lock(msgspec.json.encode(secrets).decode()) if secrets else ""


def _per_minute(told: ChannelIn, kind: str) -> int:
    if kind in ("wecom", "dingtalk"):
        return min(told.per_minute or ROBOT_PER_MINUTE, ROBOT_PER_MINUTE)
    return told.per_minute or PER_MINUTE[kind]
