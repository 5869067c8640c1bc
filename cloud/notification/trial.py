"""The dry run: who would be told of an alarm now, and why. Writes nothing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cloud.alarms import repository as alarms
from cloud.errors import ApiError, not_found
from cloud.notification import audience, contents, repository, words
from cloud.notification.audience import Audience
from cloud.notification.declared import Declared
from cloud.notification.matching import Occurrence, Reason, Verdict, judge
from cloud.notification.planning import made, occurrence
from cloud.notification.schemas import DryRule, DryRun, DryRunIn, DryStep, ReasonOut, WouldTell
from cloud.notification.settings import NotificationSettings
from cloud.notification.tables import NotificationRule
from cloud.notification.terms import terms_of
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees


def run(session: Session, asker: Asker, told: DryRunIn, settings: NotificationSettings, now: int) -> DryRun:
    """Every rule that the asker may see, and what it says. Raises ApiError 404, 403, 422."""
    at = told.at if told.at is not None else now
    seen = _occurrence(session, asker, told, at)
    owners = [seen.organisation_id] if seen.organisation_id is not None else []
    known = audience.read(session, owners, now, at)
    held = _held_back(session, asker, told, now)
    rules = [
        _rule(row, seen, known, settings, at, held)
        for row in repository.seen(session, asker, NotificationRule)
        if row.enabled
    ]
    message = made(seen, 0, audience.Receiver(0, audience.ITSELF, ""), at)
    message.alarm_id = seen.alarm_id or None
    message.test = False
    notice, _ = contents.told_of(session, message)
    zone = settings.zone
    return DryRun(
        rules=sorted(rules, key=lambda rule: not rule.tells),
        zh=words.full(notice, "zh", zone),
        en=words.full(notice, "en", zone),
        short_zh=words.short(notice, "zh", zone),
        short_en=words.short(notice, "en", zone),
    )


def _occurrence(session: Session, asker: Asker, told: DryRunIn, at: int) -> Occurrence:
    if told.alarm_id is not None:
        row = alarms.by_id(session, asker, told.alarm_id)
        if row is None:
            raise not_found("警情", "alarm", "body.alarm_id")
        building = repository.buildings_of(session, [row.gateway]).get(row.gateway)
        return occurrence(row, 0, told.moment, row.raised_at, building)
    area = told.area or ""
    if told.organisation_id is not None:
        owner = repository.organisations(session, [told.organisation_id]).get(told.organisation_id)
        if owner is None or not sees(asker, owner.area, owner.id):
            raise ApiError(
                422, "not-found", "没有这个单位。", "There is no such organisation.", "body.organisation_id"
            )
        area = owner.area
    elif not sees(asker, area):
        raise outside()
    return Occurrence(0, 0, told.moment, at, told.kind, "", area, told.organisation_id, told.building_id)


def _held_back(session: Session, asker: Asker, told: DryRunIn, now: int) -> Reason | None:
    row = alarms.by_id(session, asker, told.alarm_id) if told.alarm_id is not None else None
    if row is None:
        return None
    buildings = repository.buildings_of(session, [row.gateway])
    return Declared(session, [row], buildings, now).holds_back(row, told.moment)


def _rule(
    row: NotificationRule,
    seen: Occurrence,
    known: Audience,
    settings: NotificationSettings,
    now: int,
    held: Reason | None,
) -> DryRule:
    terms = terms_of(row)
    verdict = judge(terms, seen, now, settings.zone)
    if verdict.tells and held is not None:
        verdict = Verdict(False, None, (held,))
    steps: list[DryStep] = []
    for number, step in enumerate(terms.steps if verdict.tells else ()):
        meant = known.of(step, seen)
        first = bool(meant.receivers) and not any(one.at_once for one in steps)
        would = [
            WouldTell(
                channel_id=one.channel_id,
                channel=known.channels[one.channel_id].name,
                kind=known.channels[one.channel_id].kind,  # type: ignore[arg-type]
                receiver=one.name,
                address=audience.masked(one.address) if one.address else "",
                language=one.language,
            )
            for one in meant.receivers
        ]
        steps.append(DryStep(step=number, at_once=first, receivers=would, gaps=_told(meant.gaps)))
    return DryRule(
        rule_id=row.id,
        name=row.name,
        tells=verdict.tells,
        held_until=verdict.held_until,
        reasons=_told(verdict.reasons),
        steps=steps,
    )


def _told(reasons: list[Reason] | tuple[Reason, ...]) -> list[ReasonOut]:
    return [ReasonOut(zh=one.zh, en=one.en) for one in reasons]
