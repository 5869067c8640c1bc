"""Channels, people and rules over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from cloud.centre import Centre, CentreOf
from cloud.errors import ApiError, not_found, responses
from cloud.notification import (
    channel_service,
    entries,
    recipient_service,
    repository,
    resending,
    rule_service,
    trial,
    views,
)
from cloud.notification.schemas import (
    ChannelIn,
    ChannelList,
    ChannelOut,
    DryRun,
    DryRunIn,
    MessageOut,
    RecipientIn,
    RecipientList,
    RecipientOut,
    RuleIn,
    RuleList,
    RuleOut,
    TestIn,
)
from cloud.notification.tables import NotificationChannel, NotificationRecipient, NotificationRule
from cloud.people.asker import Asker, Permission, needs
from cloud.webhooks.keeping import SecretKeeper
from runtime.faults import PlainFault
from runtime.logging import get_logger

log = get_logger("notification")

router = APIRouter(prefix="/api/v1/notification", tags=["notification"])

Id = Annotated[int, Path(ge=1, le=2**53)]
OperatorOf = Annotated[Asker, needs(Permission.OPERATE)]


@router.get("/channels", summary="Channels 通知通道", responses=responses(403))
def channels(centre: CentreOf, asker: OperatorOf) -> ChannelList:
    """Every channel within your scope, without its secrets."""
    keeper = _keeper(centre)
    with centre.database.read() as session:
        rows = repository.seen(session, asker, NotificationChannel)
        counts = repository.counts(session, [row.id for row in rows])
        return ChannelList(
            items=[
                views.channel(row, channel_service.secrets_set(row, keeper), counts[row.id]) for row in rows
            ]
        )


@router.post("/channels", status_code=201, summary="Add a channel", responses=responses(403, 409, 413, 415))
def add_channel(centre: CentreOf, asker: OperatorOf, told: ChannelIn) -> ChannelOut:
    """Secrets are kept under the key of `webhooks.key_file` and never read back."""
    keeper = _keeper(centre)
    with centre.database.write() as session:
        row, secret = channel_service.add_channel(
            session, asker, told, keeper, centre.settings.notification, centre.clock.now_ms()
        )
        return views.channel(row, channel_service.secrets_set(row, keeper), {}, secret)


@router.get("/channels/{id}", summary="One channel", responses=responses(403, 404))
def channel(centre: CentreOf, asker: OperatorOf, id: Id) -> ChannelOut:
    """One channel with its counts."""
    keeper = _keeper(centre)
    with centre.database.read() as session:
        row = repository.one(session, asker, NotificationChannel, id)
        if row is None:
            raise not_found("通知通道", "channel", "path.id")
        return views.channel(
            row, channel_service.secrets_set(row, keeper), repository.counts(session, [id])[id]
        )


@router.put("/channels/{id}", summary="Change a channel", responses=responses(403, 404, 409, 413, 415))
def change_channel(centre: CentreOf, asker: OperatorOf, id: Id, told: ChannelIn) -> ChannelOut:
    """What waits goes by the new form. A secret that is null stays."""
    keeper = _keeper(centre)
    with centre.database.write() as session:
        row = channel_service.change_channel(
            session, asker, id, told, keeper, centre.settings.notification, centre.clock.now_ms()
        )
        return views.channel(
            row, channel_service.secrets_set(row, keeper), repository.counts(session, [id])[id]
        )


@router.delete(
    "/channels/{id}", status_code=204, summary="Remove a channel", responses=responses(403, 404, 409, 415)
)
def remove_channel(centre: CentreOf, asker: OperatorOf, id: Id) -> Response:
    """Only one that no rule names and nothing went by; others are switched off."""
    with centre.database.write() as session:
        channel_service.remove_channel(session, asker, id, centre.clock.now_ms())
    return Response(status_code=204)


@router.post(
    "/channels/{id}/test", summary="Send a test 测试发送", responses=responses(403, 404, 409, 413, 415)
)
def send_test(centre: CentreOf, asker: OperatorOf, id: Id, told: TestIn) -> MessageOut:
    """A message that says it is a test, in both languages; look at it for what came of it."""
    with centre.database.write() as session:
        row = resending.send_test(session, asker, id, told.person, centre.clock.now_ms())
        return views.messages(session, [row])[0]


@router.get("/recipients", summary="People 通知人员", responses=responses(403))
def recipients(centre: CentreOf, asker: OperatorOf) -> RecipientList:
    """Everybody within your scope."""
    with centre.database.read() as session:
        rows = repository.seen(session, asker, NotificationRecipient)
        return RecipientList(items=[views.recipient(row) for row in rows])


@router.post("/recipients", status_code=201, summary="Add a person", responses=responses(403, 409, 413, 415))
def add_recipient(centre: CentreOf, asker: OperatorOf, told: RecipientIn) -> RecipientOut:
    """By mail, by phone or by both."""
    with centre.database.write() as session:
        return views.recipient(
            recipient_service.add_recipient(
                session, asker, told, centre.settings.notification, centre.clock.now_ms()
            )
        )


@router.put("/recipients/{id}", summary="Change a person", responses=responses(403, 404, 409, 413, 415))
def change_recipient(centre: CentreOf, asker: OperatorOf, id: Id, told: RecipientIn) -> RecipientOut:
    """What waits goes to the new address."""
    with centre.database.write() as session:
        return views.recipient(
            recipient_service.change_recipient(session, asker, id, told, centre.clock.now_ms())
        )


@router.delete(
    "/recipients/{id}", status_code=204, summary="Remove a person", responses=responses(403, 404, 415)
)
def remove_recipient(centre: CentreOf, asker: OperatorOf, id: Id) -> Response:
    """What waits for them fails, and goes the rule's next way."""
    with centre.database.write() as session:
        entries.remove(session, asker, NotificationRecipient, id, centre.clock.now_ms())
    return Response(status_code=204)


@router.get("/rules", summary="Rules 通知规则: who is told of what", responses=responses(403))
def rules(centre: CentreOf, asker: OperatorOf) -> RuleList:
    """Every rule within your scope."""
    with centre.database.read() as session:
        rows = repository.seen(session, asker, NotificationRule)
        return RuleList(items=[views.rule(row) for row in rows])


@router.post("/rules", status_code=201, summary="Add a rule", responses=responses(403, 409, 413, 415))
def add_rule(centre: CentreOf, asker: OperatorOf, told: RuleIn) -> RuleOut:
    """It holds from now on."""
    with centre.database.write() as session:
        return views.rule(
            rule_service.add_rule(session, asker, told, centre.settings.notification, centre.clock.now_ms())
        )


@router.get("/rules/{id}", summary="One rule", responses=responses(403, 404))
def rule(centre: CentreOf, asker: OperatorOf, id: Id) -> RuleOut:
    """One rule."""
    with centre.database.read() as session:
        row = repository.one(session, asker, NotificationRule, id)
        if row is None:
            raise not_found("通知规则", "rule", "path.id")
        return views.rule(row)


@router.put("/rules/{id}", summary="Change a rule", responses=responses(403, 404, 409, 413, 415))
def change_rule(centre: CentreOf, asker: OperatorOf, id: Id, told: RuleIn) -> RuleOut:
    """What is queued already goes out."""
    with centre.database.write() as session:
        return views.rule(rule_service.change_rule(session, asker, id, told, centre.clock.now_ms()))


@router.delete("/rules/{id}", status_code=204, summary="Remove a rule", responses=responses(403, 404, 415))
def remove_rule(centre: CentreOf, asker: OperatorOf, id: Id) -> Response:
    """What is queued already goes out."""
    with centre.database.write() as session:
        entries.remove(session, asker, NotificationRule, id, centre.clock.now_ms())
    return Response(status_code=204)


@router.post("/dry-run", summary="Who would be told, and why 试运行", responses=responses(403, 404, 413, 415))
def dry_run(centre: CentreOf, asker: OperatorOf, told: DryRunIn) -> DryRun:
    """Every rule within your scope, its reasons, its receivers, and the words. Nothing is sent."""
    with centre.database.read() as session:
        return trial.run(session, asker, told, centre.settings.notification, centre.clock.now_ms())


def _keeper(centre: Centre) -> SecretKeeper:
    try:
        return centre.webhook_keeper()
    except PlainFault as fault:
        log.error("channels' secrets cannot be kept", fault=str(fault))
        raise ApiError(
            503,
            "webhook-key",
            "密钥文件不可用,详情见平台日志(webhooks.key_file)。",
            "The key for secrets cannot be used; the log says why (`webhooks.key_file`).",
        ) from fault
