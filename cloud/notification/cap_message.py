"""CAP 1.2 messages (OASIS, Common Alerting Protocol 1.2, ITU-T X.1303 bis). Pure.

| element | clause | what we put there |
|---|---|---|
| identifier, sender, sent | 3.2.1 | the message's id, the channel's sender, when it was first sent |
| status | 3.2.1 | Actual; Test for test messages and signals; Exercise where the channel says so |
| msgType | 3.2.1 | Alert at first, Update for what follows, Cancel when it is over |
| scope, restriction | 3.2.1 | Restricted: an alarm is no warning to the public |
| references | 3.2.1 | sender,identifier,sent of what was sent about the alarm before |
| info | 3.2.2 | one in Chinese, one in English, with the same values |
| language | 3.2.2 | zh-CN, en |
| category | 3.2.2 | Fire |
| urgency, severity, certainty | 3.2.2 | by kind and moment, in one table |
| parameter | 3.2.2 | kind, moment, alarm, numbers, in the suite's own words |
| area | 3.2.4 | the organisation's place; geocode with the administrative code (GB/T 2260); circle in km |
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from lxml import etree

from cloud.notification import words
from cloud.notification.moments import MOMENTS, Moment, Severity, is_fire, severity_of
from cloud.notification.words import Notice
from telemetry.event_kinds import EventKind

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
LANGUAGES: Final = {"zh": "zh-CN", "en": "en"}
_SCHEMA: Final = Path(__file__).with_name("cap-1.2.xsd")
#: How far a position speaks for, km.
_RADIUS_KM: Final = 0.1


class Weight(NamedTuple):
    """Urgency, severity and certainty as clause 3.2.2 counts them."""

    urgency: str
    severity: str
    certainty: str


_SEVERITY: Final = {
    Severity.CRITICAL: "Severe",
    Severity.HIGH: "Moderate",
    Severity.MEDIUM: "Minor",
    Severity.LOW: "Minor",
}


class Sent(NamedTuple):
    """A message that the receiver has had about the same alarm."""

    identifier: str
    at: int


class Source(NamedTuple):
    """Who speaks, and to whom."""

    sender: str
    sender_name: str
    restriction: str
    exercise: bool = False


class Area(NamedTuple):
    """Where, as far as it is known: the words, the administrative code, WGS-84 degrees."""

    zh: str
    en: str
    code: str = ""
    latitude: float | None = None
    longitude: float | None = None


class CapFault(Exception):
    """The message is not valid CAP; says where."""


_NOT_REAL = (Moment.NOT_REAL, Moment.WITHDRAWN)


def weight(notice: Notice) -> Weight:
    """Nobody has looked: possible. Found real: observed. Over: past."""
    kind = EventKind(notice.kind)
    severity = _SEVERITY[severity_of(kind, notice.moment)]
    if notice.test or kind is EventKind.TEST:
        return Weight("Unknown", "Unknown", "Unknown")
    if MOMENTS[notice.moment].over:
        return Weight("Past", "Minor", "Unlikely" if notice.moment in _NOT_REAL else "Observed")
    urgency = "Immediate" if is_fire(kind) else "Expected"
    if notice.moment in (Moment.REAL, Moment.CONFIRMED, Moment.DISPATCHED):
        return Weight("Immediate", "Extreme" if kind is EventKind.FIRE else severity, "Observed")
    return Weight(urgency, severity, "Possible")


def build(
    identifier: str,
    sent_at: int,
    notice: Notice,
    source: Source,
    area: Area,
    before: Sequence[Sent],
    zone: ZoneInfo,
) -> bytes:
    """One message as XML, valid by the schema. Raises CapFault where it is not."""
    alert = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    over = MOMENTS[notice.moment].over
    kind = ("Cancel" if over else "Update") if before else "Alert"
    _add(alert, "identifier", identifier)
    _add(alert, "sender", source.sender)
    _add(alert, "sent", cap_time(sent_at, zone))
    _add(alert, "status", _status(notice, source))
    _add(alert, "msgType", kind)
    _add(alert, "scope", "Restricted")
    _add(alert, "restriction", source.restriction)
    if notice.test:
        _add(alert, "note", "测试消息 test message")
    if before:
        _add(alert, "references", " ".join(_reference(source.sender, one, zone) for one in before))
    for language in LANGUAGES:
        _info(alert, language, notice, source, area, zone)
    check(alert)
    content: bytes = etree.tostring(alert, xml_declaration=True, encoding="UTF-8")
    return content


def check(alert: etree._Element) -> None:
    """Raises CapFault where the message is not valid by the schema."""
    schema = _schema()
    if not schema.validate(alert):
        fault = schema.error_log[0]
        raise CapFault(f"line {fault.line}: {fault.message}")


def cap_time(at: int, zone: ZoneInfo) -> str:
    """A time as clause 3.3.2 wants it: whole seconds, and the zone as a distance, never `Z`."""
    return (
        datetime.fromtimestamp(at // 1000, zone).strftime("%Y-%m-%dT%H:%M:%S%z")[:-2]
        + ":"
        + (datetime.fromtimestamp(at // 1000, zone).strftime("%z")[-2:])
    )


def _info(
    alert: etree._Element, language: str, notice: Notice, source: Source, area: Area, zone: ZoneInfo
) -> None:
    info = _add(alert, "info")
    judged = weight(notice)
    _add(info, "language", LANGUAGES[language])
    _add(info, "category", "Fire")
    _add(info, "event", words.what(notice, language))
    _add(info, "responseType", "None" if notice.test or MOMENTS[notice.moment].over else "Assess")
    _add(info, "urgency", judged.urgency)
    _add(info, "severity", judged.severity)
    _add(info, "certainty", judged.certainty)
    _add(info, "onset", cap_time(notice.at, zone))
    _add(info, "senderName", source.sender_name)
    _add(info, "headline", words.subject(notice, language))
    _add(info, "description", words.full(notice, language, zone))
    for name, value in (
        ("kind", notice.kind),
        ("moment", notice.moment.value),
        ("alarm", notice.alarm_id),
        ("alarms", notice.alarms),
        ("organisations", notice.organisations),
    ):
        if value is not None:
            _pair(info, "parameter", name, str(value))
    _area(info, language, area)


def _area(info: etree._Element, language: str, area: Area) -> None:
    where = _add(info, "area")
    said = (area.zh or area.en) if language == "zh" else (area.en or area.zh)
    _add(where, "areaDesc", _clean(said).strip() or area.code or {"zh": "未知", "en": "unknown"}[language])
    if area.latitude is not None and area.longitude is not None:
        _add(where, "circle", f"{area.latitude:.6f},{area.longitude:.6f} {_RADIUS_KM}")
    if area.code:
        _pair(where, "geocode", "GB/T 2260", area.code)


def _status(notice: Notice, source: Source) -> str:
    if notice.test or notice.kind == EventKind.TEST:
        return "Test"
    return "Exercise" if source.exercise else "Actual"


def _reference(sender: str, sent: Sent, zone: ZoneInfo) -> str:
    return f"{sender},{sent.identifier},{cap_time(sent.at, zone)}"


def _pair(parent: etree._Element, name: str, key: str, value: str) -> None:
    pair = _add(parent, name)
    _add(pair, "valueName", key)
    _add(pair, "value", value)


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    made = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text is not None:
        made.text = _clean(text)
    return made


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(char for char in text if char == "\n" or char.isprintable())


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(_SCHEMA))
