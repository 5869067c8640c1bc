"""What a push says of its device, with the device's profile. All it remembers is each device's order."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from cloud.direct.speech import Word
from cloud.push.kinds import Message
from device_profiles import loader
from device_profiles.finding import STATES, Finding, Report, ReportError
from device_profiles.json_device import fields
from device_profiles.json_device.messages import bare_message
from device_profiles.json_device.order import TopicOrder, Verdict, late
from device_profiles.json_device.reading import TopicReader, reader_for
from device_profiles.schema import Profile
from device_profiles.uitd import reading as uitd
from telemetry.errors import FrameError
from telemetry.event_kinds import FIRE_CLASS
from telemetry.gb26875 import bare
from telemetry.gb26875.dialect import DIALECTS, Command
from telemetry.messages import Label, Part

#: The part that stands for the detector itself.
DETECTOR = "detector"
_ORDERS = 20_000
_SAYING = (Command.SEND, Command.RESPONSE)


class Readers:
    """Profiles ready to read, each prepared once."""

    def __init__(self) -> None:
        self._profiles: dict[str, Profile] = {}
        self._readers: dict[tuple[str, str], TopicReader | None] = {}
        self._orders: OrderedDict[tuple[str, str], TopicOrder] = OrderedDict()

    def profile(self, name: str) -> Profile:
        """A profile by which pushes can be read. Raises ProfileError."""
        known = self._profiles.get(name)
        if known is None:
            known = loader.load(name).profile
            if known.json_device is None and known.uitd is None:
                raise loader.ProfileError(
                    f"profile {name!r} describes a {known.transport} device; choose one of a JSON device"
                )
            self._profiles[name] = known
        return known

    def words(
        self, gateway: str, name: str, message: Message, place: Label, title: Label, *, proven: bool = True
    ) -> tuple[Word, ...]:
        """What the push says, part by part. Raises ReportError when the profile cannot read it.

        While nothing has `proven` that the profile is the device's, data of which it reads nothing is not
        taken for silence: a fire read by a wrong profile says nothing at all.
        """
        profile = self.profile(name)
        reports = self._reports(gateway, profile, message)
        words = tuple(
            Word(_part(profile, report, place, title), report.finding, report.everywhere)
            for report in reports
        )
        if message.carries and not proven and profile.uitd is None and not tells(words):
            raise ReportError(
                f"the profile {name!r} reads nothing of what the device sent; compare its model"
            )
        return words

    def _reports(self, gateway: str, profile: Profile, message: Message) -> list[Report]:
        if profile.uitd is not None:
            return _transparent_uitd(profile, message)
        device = profile.json_device
        assert device is not None  # noqa: S101 - `profile` takes no other
        whole = bare_message(device)
        if message.transparent and whole is not None:
            data = fields.unarmour(message.transparent, "base64")
            return list(TopicReader([whole]).read(data.hex().encode()).reports)
        key = (profile.profile, message.suffix or "")
        if key not in self._readers:
            self._readers[key] = reader_for(device, message.suffix or "")
        reader = self._readers[key]
        if reader is None:
            raise ReportError(f"the profile knows no message {message.suffix!r}")
        told = reader.read(message.payload)
        if told.order is None:
            return list(told.reports)
        # Repetitions are known by their keys, which are stored; here only what came too late is found.
        order = replace(told.order, identity=None)
        verdict = self._order(gateway, message.suffix or "").judge(order, told.finding.ts_source)
        if verdict is Verdict.LATE:
            return [replace(report, finding=late(report.finding)) for report in told.reports]
        return list(told.reports)

    def _order(self, gateway: str, suffix: str) -> TopicOrder:
        order = self._orders.setdefault((gateway, suffix), TopicOrder())
        self._orders.move_to_end((gateway, suffix))
        while len(self._orders) > _ORDERS:
            self._orders.popitem(last=False)
        return order


def tells(words: tuple[Word, ...]) -> bool:
    """Whether it says anything of the device's state."""
    findings = [word.finding for word in words]
    return any(one.speaks or one.samples or one.codes or one.doubts for one in findings)


def may_be_fire(words: tuple[Word, ...]) -> bool:
    """Whether it says anything of the fire class."""
    return any(STATES[name][0] in FIRE_CLASS for word in words for name in word.finding.sets)


def _transparent_uitd(profile: Profile, message: Message) -> list[Report]:
    """A transmission device over NB-IoT: the bare form of GB/T 26875.3 within a transparent product."""
    assert profile.uitd is not None  # noqa: S101 - the caller looked
    if not message.transparent:
        if message.carries:
            raise ReportError(
                f"the profile {profile.profile!r} reads a transparent product's bytes; none came"
            )
        return [Report(None, Finding())]
    data = fields.unarmour(message.transparent, "base64")
    if data.startswith(DIALECTS[profile.uitd.edition].start):
        return uitd.reports(uitd.read_bytes(profile.uitd, data))
    try:
        told = bare.parse(data, DIALECTS[profile.uitd.edition])
    except FrameError as fault:
        raise ReportError(str(fault)) from None
    if told.command not in _SAYING:
        return [Report(None, Finding())]
    return uitd.reports(uitd.read_unit(profile.uitd, told.adu)) or [Report(None, Finding())]


def _part(profile: Profile, report: Report, place: Label, title: Label) -> Part:
    address = report.address
    label = title if title.zh or title.en else Label(profile.label.zh, profile.label.en)
    return Part(
        part=DETECTOR if address is None else f"{DETECTOR}/{address}"[:96],
        system_type=profile.system_type,
        system_address=0,
        component_type=profile.component_type,
        component_address=0,
        device=label,
        place=place,
        stale_after_s=profile.stale_after_s,
        profile=profile.profile,
    )
