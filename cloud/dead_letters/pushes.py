"""Dead letters of pushes: told again by the way that they came, with the device's profile as it now is.

Whose the device is that the letter names decides whether its replay lies within the asker's scope. What it
says is stored as of the time when it came; the push's own key keeps it from being stored twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from cloud.access.examine import Arrival
from cloud.dead_letters import service
from cloud.dead_letters.service import Letter
from cloud.direct.line import Indigestible
from cloud.errors import ApiError
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees
from cloud.push import repository
from cloud.push.desk import PushDesk
from cloud.push.kept import TryAgain
from cloud.push.kinds import Message, Unreadable
from cloud.push.letters import address_of
from cloud.push.tables import PushDevice, PushIntegration
from device_profiles.finding import ReportError
from device_profiles.loader import ProfileError


@dataclass(frozen=True)
class PushReplay:
    """One letter, ready to be told again."""

    id: int
    integration: PushIntegration
    device: PushDevice
    message: Message
    arrival: Arrival


def is_push(letter: Letter) -> bool:
    """Whether it is told again by this way: it came so, and is not repaired into anything else."""
    return address_of(letter.row.topic) is not None and address_of(letter.topic) is not None


def prepare(session: Session, asker: Asker, desk: PushDesk, letter: Letter) -> PushReplay:
    """Take it apart, and find its device. Raises ApiError where it still cannot be told."""
    address, came = address_of(letter.topic), address_of(letter.row.topic)
    if address is None or came is None:
        raise TypeError("only what `is_push` is prepared here")
    integration = repository.integration(session, address.integration)
    if integration is None or (
        address.integration != came.integration
        and not sees(asker, integration.area, integration.organisation_id)
    ):
        raise ApiError(
            409,
            "no-integration",
            f"平台接入 {address.integration} 不存在,无法重放。",
            f"There is no integration {address.integration}; nothing can be told again by it.",
            "body.topic",
        )
    try:
        message = desk.take_apart_again(integration, address, letter.payload, repaired=letter.repaired)
    except Unreadable as fault:
        raise _unread(str(fault)) from None
    device = repository.device_at(session, integration.id, message.identity)
    if device is not None and not sees(asker, device.area, device.organisation_id):
        raise outside("body.payload")
    if device is None or not device.enabled:
        raise ApiError(
            409,
            "no-device",
            f"设备 {message.identity} 未登记或已停用;请先登记或启用,再重放。",
            f"The device {message.identity} is not registered or not enabled; see to that, then replay.",
            "body.payload",
        )
    arrival = Arrival(letter.topic, letter.payload, letter.row.first_at)
    return PushReplay(letter.row.id, integration, device, message, arrival)


async def tell(desk: PushDesk, replayed: PushReplay) -> None:
    """Tell it again; returns after the commit. Raises ApiError where nobody can read it, or not now."""
    try:
        await desk.tell_again(
            replayed.integration, replayed.device, replayed.message, replayed.arrival.ts_cloud
        )
    except (ReportError, ProfileError, Indigestible) as fault:
        raise _unread(str(fault)) from None
    except TryAgain as fault:
        raise service.not_now(fault) from fault


def _unread(why: str) -> ApiError:
    return ApiError(
        422,
        "still-refused",
        f"推送内容仍无法解读:{why};请核对设备的配置文件,或修改内容。",
        f"The push still cannot be read: {why}. Compare the device's profile, or repair the content.",
        "body.payload",
    )
