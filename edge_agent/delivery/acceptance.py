"""Whether a gateway takes a bundle: for this machine, this gateway, still valid, and newer than what runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from edge_agent.delivery.manifest import BundleFault, Manifest
from edge_agent.delivery.target import Target, misfit

#: A gateway's clock may lag this far behind the engineer's.
_CLOCK_LAG = timedelta(days=1)


@dataclass(frozen=True)
class Situation:
    """What is known of the gateway at the moment of asking."""

    now: datetime
    machine: Target
    gateway: str | None
    confirmed: Manifest | None
    allow_downgrade: bool = False
    ignore_clock: bool = False


def accept(manifest: Manifest, here: Situation) -> None:
    """Raise BundleFault with the reason and the cure unless the bundle may be installed here."""
    _check_machine(manifest, here)
    _check_time(manifest, here)
    _check_sequence(manifest, here)


def _check_machine(manifest: Manifest, here: Situation) -> None:
    reason = misfit(manifest.target, here.machine)
    if reason:
        raise BundleFault(f"{reason}; 制作时用 --platform、--python / make it with --platform and --python")
    if manifest.gateway and here.gateway and manifest.gateway != here.gateway:
        raise BundleFault(
            f"此包属于 {manifest.gateway},本机为 {here.gateway} / the bundle is for {manifest.gateway}, "
            f"this is {here.gateway}; 换用正确的包 / take this gateway's own, or one without settings"
        )


def _check_time(manifest: Manifest, here: Situation) -> None:
    if here.ignore_clock:
        return
    if here.now + _CLOCK_LAG < manifest.created:
        raise BundleFault(
            f"本机时钟 {here.now:%Y-%m-%d %H:%M}Z 早于制作时间 / this clock is before the bundle was made "
            f"({manifest.created:%Y-%m-%d}), so its expiry cannot be judged; "
            "校准时钟,或加 --ignore-clock / set the clock, or add --ignore-clock"
        )
    if here.now > manifest.expires:
        raise BundleFault(
            f"已于 {manifest.expires:%Y-%m-%d} 过期 / expired on {manifest.expires:%Y-%m-%d}; "
            "向签发人索取新包 / ask for a new one"
        )


def _check_sequence(manifest: Manifest, here: Situation) -> None:
    installed = here.confirmed
    if installed is None or here.allow_downgrade or manifest.sequence > installed.sequence:
        return
    raise BundleFault(
        f"序号 {manifest.sequence} 不新于已安装的 {installed.sequence}({installed.version}) / sequence "
        f"{manifest.sequence} is not newer than {installed.sequence} ({installed.version}), which is "
        "installed; "
        "确要退回请加 --allow-downgrade / to go back on purpose add --allow-downgrade"
    )
