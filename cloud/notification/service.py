"""Decisions on channels, people and rules, dry runs and tests. Commits nothing."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from sqlalchemy.orm import Session

from cloud import networks
from cloud.audit import service as audit
from cloud.errors import ApiError, not_found
from cloud.live.classes import FIRE
from cloud.networks import Unreachable
from cloud.notification import forms, mailbag, repository
from cloud.notification.audience import ITSELF, Receiver, address_for
from cloud.notification.channels.email import SETTING
from cloud.notification.delivering import secrets_of
from cloud.notification.forms import ADDRESS_OF, PER_MINUTE, ROBOT_PER_MINUTE
from cloud.notification.matching import Occurrence
from cloud.notification.moments import Moment
from cloud.notification.planning import made
from cloud.notification.schemas import ChannelIn, RecipientIn, RuleIn
from cloud.notification.settings import NotificationSettings
from cloud.notification.states import Result, State, after
from cloud.notification.tables import (
    Notification,
    NotificationChannel,
    NotificationRecipient,
    NotificationRule,
)
from cloud.people.asker import Asker
from cloud.people.scope import covers, sees
from cloud.webhooks import addresses, signature
from cloud.webhooks.keeping import SecretKeeper
from telemetry.event_kinds import EventKind

R = TypeVar("R", NotificationChannel, NotificationRecipient, NotificationRule)
_NAMES: dict[type[Any], tuple[str, str, str]] = {
    NotificationChannel: ("通知通道", "channel", "channels"),
    NotificationRecipient: ("通知人员", "person", "recipients"),
    NotificationRule: ("通知规则", "rule", "rules"),
}
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
    _inside(asker, told.areas, told.organisations)
    _room(session, NotificationChannel, settings.channels)
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
    _added(session, asker, row, now)
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
    _inside(asker, told.areas, told.organisations)
    row = _own(session, asker, NotificationChannel, id, told.version)
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
    before = _shown(row)
    row.name, row.areas, row.organisations, row.enabled = (
        told.name,
        told.areas,
        told.organisations,
        told.enabled,
    )
    row.form, row.locked, row.per_minute = form, _locked(secrets, keeper), _per_minute(told, row.kind)
    row.paused_until, row.failing_since, row.fault = 0, None, ""
    _changed(session, asker, row, before, now)
    return row


def add_recipient(
    session: Session, asker: Asker, told: RecipientIn, settings: NotificationSettings, now: int
) -> NotificationRecipient:
    """Write a person down."""
    _inside(asker, told.areas, told.organisations)
    _check_account(session, told)
    _room(session, NotificationRecipient, settings.recipients)
    row = NotificationRecipient(**told.model_dump(exclude={"version"}), created_at=now, created_by=asker.name)
    _added(session, asker, row, now)
    return row


def change_recipient(
    session: Session, asker: Asker, id: int, told: RecipientIn, now: int
) -> NotificationRecipient:
    """Change a person; what waits for them goes to the new address."""
    _inside(asker, told.areas, told.organisations)
    _check_account(session, told)
    row = _own(session, asker, NotificationRecipient, id, told.version)
    before = _shown(row)
    for name, value in told.model_dump(exclude={"version"}).items():
        setattr(row, name, value)
    _changed(session, asker, row, before, now)
    return row


def add_rule(
    session: Session, asker: Asker, told: RuleIn, settings: NotificationSettings, now: int
) -> NotificationRule:
    """Write a rule down. It holds from now on: what has happened before is not told."""
    _check_rule(session, asker, told)
    _room(session, NotificationRule, settings.rules)
    row = NotificationRule(**_rule_values(session, told), created_at=now, created_by=asker.name)
    _added(session, asker, row, now)
    return row


def change_rule(session: Session, asker: Asker, id: int, told: RuleIn, now: int) -> NotificationRule:
    """Change a rule."""
    _check_rule(session, asker, told)
    row = _own(session, asker, NotificationRule, id, told.version)
    before = _shown(row)
    for name, value in _rule_values(session, told).items():
        setattr(row, name, value)
    _changed(session, asker, row, before, now)
    return row


def remove(session: Session, asker: Asker, table: type[R], id: int, now: int) -> None:
    """Remove a row. A channel that rules name or that has told anything is not removed, but switched off."""
    row = _own(session, asker, table, id, None)
    if isinstance(row, NotificationChannel):
        rules = repository.rules_with_channel(session, id)
        if rules or repository.has_messages(session, id):
            named = "、".join(rule.name for rule in rules[:5])
            raise ApiError(
                409,
                "channel-in-use",
                f"通道仍被规则引用({named})或留有发送记录,请改为停用。",
                "Rules name the channel, or messages on record went by it. Switch it off instead.",
                "path.id",
            )
    before = _shown(row)
    session.delete(row)
    session.flush()
    audit.record(session, asker, f"{_noun(row)}.remove", f"{_noun(row)}/{id}", before, None, at=now)


def send_test(session: Session, asker: Asker, id: int, person_id: int | None, now: int) -> Notification:
    """Queue a message that says it is a test. Raises ApiError 404, 409, 422."""
    channel = _own(session, asker, NotificationChannel, id, None)
    if not channel.enabled:
        raise ApiError(
            409, "channel-off", "该通道已停用,请先启用。", "The channel is off. Switch it on first."
        )
    receiver = _receiver(session, asker, channel, person_id)
    area = channel.areas[0] if channel.areas else ""
    owner = channel.organisations[0] if channel.organisations else None
    seen = Occurrence(0, 0, Moment.RAISED, now, EventKind.TEST, "", area, owner)
    row = made(seen, FIRE, receiver, now)
    row.test, row.alarm_id, row.gathers = True, None, "test"
    session.add(row)
    session.flush()
    audit.record(
        session,
        asker,
        "notification-channel.test",
        f"notification-channel/{id}",
        after={"message": row.id},
        at=now,
    )
    return row


def again(session: Session, asker: Asker, id: int, now: int) -> Notification:
    """Queue a message again that reached nobody. Raises ApiError 404, 409."""
    row = mailbag.seen(session, asker, id, for_update=True)
    if row is None:
        raise not_found("通知记录", "message", "path.id")
    state = after(State(row.state), Result.AGAIN)
    if state is None:
        raise ApiError(
            409,
            "not-lost",
            "只有失败、放弃或丢弃的通知可以重新发送。",
            "Only a message that failed, was given up or dropped is sent again.",
            "path.id",
        )
    row.state, row.tries, row.due_at, row.next_at = state, 0, now, now
    row.claimed_until, row.ended_at = 0, None
    audit.record(session, asker, "notification.again", f"notification/{id}", at=now)
    return row


def secrets_set(row: NotificationChannel, keeper: SecretKeeper) -> list[str]:
    """Which secrets a channel has."""
    return sorted(secrets_of(row, lambda: keeper) or {})


def _receiver(
    session: Session, asker: Asker, channel: NotificationChannel, person_id: int | None
) -> Receiver:
    if channel.kind not in ADDRESS_OF:
        return Receiver(channel.id, ITSELF, channel.name)
    if person_id is None:
        raise ApiError(
            422, "person-missing", "请选择测试接收人。", "Say to whom the test goes: `person`.", "body.person"
        )
    person = repository.one(session, asker, NotificationRecipient, person_id)
    if person is None:
        raise ApiError(422, "no-such-person", "没有这个通知人员。", "There is no such person.", "body.person")
    address = address_for(channel.kind, person)
    if not address or not person.enabled:
        raise ApiError(
            422,
            "no-address",
            f"{person.name}未登记该通道所需的联系方式,或已停用。",
            f"{person.name} has no address for this channel, or is switched off.",
            "body.person",
        )
    return Receiver(channel.id, f"person/{person.id}", person.name, address)


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


def _check_account(session: Session, told: RecipientIn) -> None:
    if told.account_id is not None and repository.account(session, told.account_id) is None:
        raise ApiError(
            422, "no-such-account", "没有这个账号。", "There is no such account.", "body.account_id"
        )


def _check_rule(session: Session, asker: Asker, told: RuleIn) -> None:
    _inside(asker, told.areas, told.organisations)
    owners = repository.owners_of_buildings(session, told.buildings)
    for building in told.buildings:
        owner = owners.get(building)
        if owner is None or not sees(asker, owner.area, owner.id):
            raise _outside("body.buildings")
    for number, step in enumerate(told.steps):
        for id in step.channels:
            channel = repository.one(session, asker, NotificationChannel, id)
            if channel is None:
                raise _missing(f"body.steps.{number}.channels", "通道", "channel", id)
            if channel.kind in ADDRESS_OF and not (step.people or step.duties or step.contacts):
                raise ApiError(
                    422,
                    "nobody-named",
                    f"“{channel.name}”须指定人员、岗位职责或单位联系人。",
                    f"{channel.name} tells people: name `people`, `duties` or `contacts`.",
                    f"body.steps.{number}",
                )
        for id in step.people:
            if repository.one(session, asker, NotificationRecipient, id) is None:
                raise _missing(f"body.steps.{number}.people", "人员", "person", id)


def _rule_values(session: Session, told: RuleIn) -> dict[str, Any]:
    values = told.model_dump(mode="json", exclude={"version"})
    owners = repository.owners_of_buildings(session, told.buildings).values()
    values["owners"] = [{"area": area, "id": id} for id, area in sorted({(o.id, o.area) for o in owners})]
    for span in values["quiet"]:
        span["begins"], span["ends"] = span["begins"][:5], span["ends"][:5]
    return values


def _missing(where: str, zh: str, en: str, id: int) -> ApiError:
    return ApiError(422, "not-found", f"没有编号为 {id} 的{zh}。", f"There is no {en} {id}.", where)


def _inside(asker: Asker, areas: list[str], organisations: list[int]) -> None:
    if not covers(asker, areas, ()):
        raise _outside("body.areas")
    if not covers(asker, (), organisations):
        raise _outside("body.organisations")


def _outside(where: str) -> ApiError:
    return ApiError(
        422,
        "outside-scope",
        "超出您的管辖范围,请只选择自己管辖的区域、单位或建筑。",
        "This lies outside your own scope. Choose only what you may see yourself.",
        where,
    )


def _own(session: Session, asker: Asker, table: type[R], id: int, version: int | None) -> R:
    row = repository.one(session, asker, table, id, for_update=True)
    zh, en, _ = _NAMES[table]
    if row is None:
        raise not_found(zh, en, "path.id")
    if version is not None and version != row.version:
        raise ApiError(
            409,
            "moved-on",
            f"该{zh}已被他人修改,请刷新后重试。",
            f"The {en} has been changed meanwhile. Reload it and try again.",
            "body.version",
        )
    return row


def _room(session: Session, table: type[Any], limit: int) -> None:
    zh, en, key = _NAMES[table]
    if repository.count(session, table) >= limit:
        raise ApiError(
            409,
            f"too-many-{key}",
            f"{zh}已达上限({limit})。请先删除不用的。",
            f"There are {limit} of the kind {en} already. Remove one that is not used.",
        )


def _added(session: Session, asker: Asker, row: Any, now: int) -> None:
    session.add(row)
    session.flush()
    audit.record(session, asker, f"{_noun(row)}.create", f"{_noun(row)}/{row.id}", after=_shown(row), at=now)


def _changed(session: Session, asker: Asker, row: Any, before: dict[str, Any], now: int) -> None:
    row.version += 1
    session.flush()
    audit.record(
        session, asker, f"{_noun(row)}.change", f"{_noun(row)}/{row.id}", before, _shown(row), at=now
    )


def _noun(row: Any) -> str:
    return f"notification-{_NAMES[type(row)][1]}"


def _locked(secrets: dict[str, str], keeper: SecretKeeper) -> str:
    return keeper.lock(msgspec.json.encode(secrets).decode()) if secrets else ""


def _per_minute(told: ChannelIn, kind: str) -> int:
    if kind in ("wecom", "dingtalk"):
        return min(told.per_minute or ROBOT_PER_MINUTE, ROBOT_PER_MINUTE)
    return told.per_minute or PER_MINUTE[kind]


_UNSEEN = frozenset(
    {
        "locked",
        "paused_until",
        "failing_since",
        "fault",
        "dropped",
        "created_at",
        "created_by",
        "id",
        "version",
    }
)


def _shown(row: Any) -> dict[str, Any]:
    return {
        column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in _UNSEEN
    }
