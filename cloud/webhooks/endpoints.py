"""Webhooks and their deliveries over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from cloud.centre import Centre, CentreOf
from cloud.errors import ApiError, not_found, responses
from cloud.people.asker import Asker, Permission, needs
from cloud.webhooks import repository, service
from cloud.webhooks.keeping import SecretKeeper
from cloud.webhooks.schemas import (
    DeliveryDetail,
    DeliveryList,
    DeliveryOut,
    Revived,
    WebhookIn,
    WebhookList,
    WebhookOut,
    delivery_detail,
    delivery_out,
    webhook_out,
)
from runtime.faults import PlainFault
from runtime.logging import get_logger

log = get_logger("webhooks")

router = APIRouter(prefix="/api/v1", tags=["webhooks"])

Id = Annotated[int, Path(ge=1, le=2**53)]
OperatorOf = Annotated[Asker, needs(Permission.OPERATE)]


@router.get("/webhooks", summary="Webhooks 推送订阅: whom else we tell", responses=responses(403))
def webhooks(centre: CentreOf, asker: OperatorOf) -> WebhookList:
    """Every webhook that lies within your scope."""
    with centre.database.read() as session:
        rows = repository.webhooks(session, asker)
        counts = repository.counts(session, [row.id for row in rows])
        return WebhookList(items=[webhook_out(row, counts[row.id]) for row in rows])


@router.post(
    "/webhooks",
    status_code=201,
    summary="Tell another platform of changes",
    responses=responses(403, 409, 413, 415),
)
def create(centre: CentreOf, asker: OperatorOf, told: WebhookIn) -> WebhookOut:
    """Signed after the Standard Webhooks specification. The secret is in this answer and nowhere else."""
    with centre.database.write() as session:
        row, secret = service.create(
            session, asker, told, _keeper(centre), centre.settings.webhooks, centre.clock.now_ms()
        )
        return webhook_out(row, {}, secret)


@router.get("/webhooks/{id}", summary="One webhook", responses=responses(403, 404))
def webhook(centre: CentreOf, asker: OperatorOf, id: Id) -> WebhookOut:
    """One webhook with its counts."""
    with centre.database.read() as session:
        row = repository.webhook(session, asker, id)
        if row is None:
            raise not_found("推送订阅", "webhook", "path.id")
        return webhook_out(row, repository.counts(session, [id])[id])


@router.put("/webhooks/{id}", summary="Change a webhook", responses=responses(403, 404, 409, 413, 415))
def change(centre: CentreOf, asker: OperatorOf, id: Id, told: WebhookIn) -> WebhookOut:
    """What waits is sent to the new address."""
    with centre.database.write() as session:
        row = service.change(session, asker, id, told, centre.settings.webhooks)
        return webhook_out(row, repository.counts(session, [id])[id])


@router.delete(
    "/webhooks/{id}", status_code=204, summary="Remove a webhook", responses=responses(403, 404, 415)
)
def remove(centre: CentreOf, asker: OperatorOf, id: Id) -> Response:
    """With everything it was to be told."""
    with centre.database.write() as session:
        service.remove(session, asker, id)
    return Response(status_code=204)


@router.post("/webhooks/{id}/secret", summary="A new secret", responses=responses(403, 404, 413, 415))
def replace_secret(centre: CentreOf, asker: OperatorOf, id: Id) -> WebhookOut:
    """For a day the old one signs beside it."""
    with centre.database.write() as session:
        row, secret = service.replace_secret(session, asker, id, _keeper(centre), centre.clock.now_ms())
        return webhook_out(row, repository.counts(session, [id])[id], secret)


@router.post("/webhooks/{id}/test", summary="Send a test", responses=responses(403, 404, 409, 413, 415))
def send_test(centre: CentreOf, asker: OperatorOf, id: Id) -> DeliveryOut:
    """A message of type `test`; look at its delivery for what came of it."""
    with centre.database.write() as session:
        return delivery_out(service.send_test(session, asker, id, centre.clock.now_ms()))


@router.post(
    "/webhooks/{id}/again", summary="Send what is dead again", responses=responses(403, 404, 413, 415)
)
def again(centre: CentreOf, asker: OperatorOf, id: Id) -> Revived:
    """Every dead delivery of this webhook goes back into the queue."""
    with centre.database.write() as session:
        return Revived(deliveries=service.again(session, asker, id, centre.clock.now_ms()))


@router.get("/deliveries", summary="What was sent, and what came of it", responses=responses(403, 404))
def deliveries(
    centre: CentreOf,
    asker: OperatorOf,
    webhook: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    state: Annotated[
        Literal["waiting", "delivered", "dead"] | None, Query(description="`dead`: given up.")
    ] = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> DeliveryList:
    """Newest first, below `before`."""
    with centre.database.read() as session:
        own = [row.id for row in repository.webhooks(session, asker)]
        if webhook is not None and webhook not in own:
            raise not_found("推送订阅", "webhook", "query.webhook")
        chosen = own if webhook is None else [webhook]
        rows = repository.deliveries(session, chosen, state=state, before=before, limit=limit + 1)
        return DeliveryList(items=[delivery_out(row) for row in rows[:limit]], more=len(rows) > limit)


@router.get("/deliveries/{id}", summary="One delivery with its body", responses=responses(403, 404))
def delivery(centre: CentreOf, asker: OperatorOf, id: Id) -> DeliveryDetail:
    """What was sent, to the byte."""
    with centre.database.read() as session:
        row = repository.delivery(session, id)
        if row is None or repository.webhook(session, asker, row.webhook_id) is None:
            raise not_found("推送记录", "delivery", "path.id")
        return delivery_detail(row)


@router.post("/deliveries/{id}/again", summary="Send one again", responses=responses(403, 404, 409, 413, 415))
def delivery_again(centre: CentreOf, asker: OperatorOf, id: Id) -> DeliveryOut:
    """Only one that is dead; anything else stays as it is."""
    with centre.database.write() as session:
        row = repository.delivery(session, id)
        if row is None or repository.webhook(session, asker, row.webhook_id) is None:
            raise not_found("推送记录", "delivery", "path.id")
        service.again(session, asker, row.webhook_id, centre.clock.now_ms(), only=id)
        session.refresh(row)
        return delivery_out(row)


def _keeper(centre: Centre) -> SecretKeeper:
    try:
        return centre.webhook_keeper()
    except PlainFault as fault:
        log.error("webhooks' secrets cannot be kept", fault=str(fault))
        raise ApiError(
            503,
            "webhook-key",
            "推送密钥文件不可用,详情见平台日志(webhooks.key_file)。",
            "The key for the webhooks' secrets cannot be used; the log says why (`webhooks.key_file`).",
        ) from fault
