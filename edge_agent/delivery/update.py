"""`edge-agent update`: takes a signed bundle, tries it, and goes back by itself when it makes no progress.

edge-agent update FILE       verify, install beside the running release, check the settings, switch, watch
edge-agent update --resume   end a trial that a power cut interrupted (run at boot by its own unit)

Exit codes: 0 updated, or nothing to do; 1 went back to the release before; 2 refused, nothing changed;
3 went back, and the release before shows no progress either; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from edge_agent.delivery import acceptance, archive, proof, releases, signing, target, trial
from edge_agent.delivery.layout import Layout, Release, remove_release, write_durably
from edge_agent.delivery.manifest import BundleFault, release_name
from edge_agent.delivery.restarter import Command, Restarter, Systemd
from edge_agent.delivery.trial import Outcome
from runtime.clock import monotonic
from runtime.faults import PlainFault

_LINT_S = 120

EXIT = {
    Outcome.UPDATED: 0,
    Outcome.UNCHANGED: 0,
    Outcome.ROLLED_BACK: 1,
    Outcome.REFUSED: 2,
    Outcome.STRANDED: 3,
    Outcome.INTERRUPTED: 130,
}
_WORDS = {
    Outcome.UPDATED: "已升级 / updated",
    Outcome.UNCHANGED: "无需升级 / nothing to do",
    Outcome.ROLLED_BACK: "已退回 / went back",
    Outcome.REFUSED: "拒绝,未作改动 / refused, nothing changed",
    Outcome.INTERRUPTED: "被中断 / interrupted",
    Outcome.STRANDED: "已退回,但旧版本也无进展 / went back, and that shows no progress either",
}


class Step(msgspec.Struct, frozen=True):
    """One step of the update: its name, what came of it, and how many seconds after the start."""

    step: str
    result: str
    after_s: float


class Report(msgspec.Struct):
    """What is left for people and programs to read: `update-report.json`."""

    outcome: Outcome
    reason: str
    at: datetime
    before: str | None
    release: str | None
    steps: list[Step]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add = parser.add_argument
    add("file", type=Path, nargs="?", metavar="FILE", help="升级包 / the bundle")
    add(
        "--resume",
        action="store_true",
        help="结束被断电打断的试运行 / end a trial that a power cut interrupted",
    )
    add(
        "--prefix",
        type=Path,
        default=Path("/"),
        metavar="DIR",
        help="安装根目录 / everything lies below; default /",
    )
    add(
        "--config", type=Path, metavar="FILE", help="配置 / the settings; default: etc/steppewatch/agent.toml"
    )
    add("--trust", type=Path, metavar="PATH", help="信任的公钥或其目录 / trusted key or a folder of them")
    add("--allow-downgrade", action="store_true", help="允许退回旧版 / take an older bundle too")
    add(
        "--ignore-clock",
        action="store_true",
        help="不核对有效期 / do not judge the expiry; for a clock that is off",
    )
    add("--keep", type=int, default=3, metavar="N", help="保留的版本数 / releases to keep, at least 2")
    add(
        "--deadline-s",
        type=float,
        default=120.0,
        metavar="S",
        help="等待进展的秒数 / wait so long for progress",
    )
    add(
        "--restart-command",
        metavar="CMD",
        help="重启命令,代替 systemctl / restarts the agent where there is no systemd",
    )
    add(
        "--consume",
        action="store_true",
        help="完成后删除升级包 / delete the bundle afterwards, whatever came of it",
    )
    add("--json", action="store_true", help="机器可读 / for scripts")


def run(options: argparse.Namespace) -> int:
    """Run the command; the exit code says what came of it."""
    # An update over a network that breaks must not end half-way.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    # The agent's user must be able to read what root installs.
    os.umask(0o022)
    layout = Layout(options.prefix.resolve())
    update = Update(layout, options)
    try:
        with layout.locked():
            report = update.run()
            write_durably(layout.report, msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
    except PlainFault as fault:
        report = update.report(Outcome.REFUSED, str(fault))
    except KeyboardInterrupt:
        report = update.report(Outcome.INTERRUPTED, "续做 / to go on: edge-agent update --resume")
    finally:
        if options.consume and options.file is not None:
            options.file.unlink(missing_ok=True)
    if options.json:
        sys.stdout.write(msgspec.json.encode(report).decode() + "\n")
    else:
        words = f"{_WORDS[report.outcome]}: {report.release or report.before or '-'}"
        sys.stdout.write(words + (f"\n{report.reason}" if report.reason else "") + "\n")
    return EXIT[report.outcome]


class Update:
    """One run of the command."""

    def __init__(
        self,
        layout: Layout,
        options: argparse.Namespace,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._layout = layout
        self._options = options
        self._clock = clock
        self._config: Path = options.config or layout.config
        self._restarter: Restarter = (
            Command(options.restart_command) if options.restart_command else Systemd(layout)
        )
        self._watch = trial.Watch(proof.place(self._config), options.deadline_s, clock, sleep)
        self._began = clock()
        self._steps: list[Step] = []
        #: This command itself runs from one of the two newest.
        self._keep = max(2, options.keep)
        self._before = layout.linked(layout.confirmed)
        self._release: Release | None = None

    def report(self, outcome: Outcome, reason: str = "") -> Report:
        """What has come of it so far."""
        release = self._release.name if self._release else None
        before = self._before.name if self._before else None
        return Report(outcome, reason, datetime.now(UTC), before, release, self._steps)

    def run(self) -> Report:
        """End an interrupted trial first; then take the bundle, if one was given."""
        if self._before is None:
            return self.report(
                Outcome.REFUSED,
                f"{self._layout.base}: 尚未安装 / nothing is installed here; 先运行安装包中的 install.sh / "
                "run the bundle's install.sh first",
            )
        resumed = self._resume()
        if self._options.file is None:
            if not self._options.resume:
                return self.report(
                    Outcome.REFUSED, "缺少升级包 / no bundle was given: edge-agent update FILE"
                )
            return self.report(resumed.outcome, resumed.reason)
        try:
            release = self._take(self._options.file)
        except PlainFault as fault:
            self._step("refuse", str(fault))
            return self.report(Outcome.REFUSED, str(fault))
        if release.name == self._before.name:
            return self.report(Outcome.UNCHANGED, f"{release.name} 已在运行 / is installed already")
        verdict = trial.hold(self._layout, release, self._restarter, self._watch, self._step)
        if verdict.outcome is Outcome.UPDATED:
            self._step("trust", ", ".join(self._layout.adopt_keys(release.folder / "trust")))
        self._step("prune", ", ".join(self._layout.prune(self._keep)))
        return self.report(verdict.outcome, verdict.reason)

    def _resume(self) -> trial.Verdict:
        on_trial = self._layout.linked(self._layout.current)
        if on_trial is None or self._before is None or on_trial.name == self._before.name:
            return trial.Verdict(Outcome.UNCHANGED)
        self._step("resume", on_trial.name)
        self._release = on_trial
        verdict = trial.hold(self._layout, on_trial, self._restarter, self._watch, self._step)
        self._before = self._layout.linked(self._layout.confirmed)
        return verdict

    def _take(self, file: Path) -> Release:
        """Verify, judge, install and check the settings; nothing that runs is touched."""
        trusted = signing.trusted_keys(self._options.trust or self._layout.trust)
        with archive.opened(file) as bundle:
            signed = archive.read_signed(bundle, trusted)
            self._step("verify", signing.fingerprint(signed.signer))
            if self._before is not None and release_name(signed.manifest, signed.data) == self._before.name:
                return self._before
            acceptance.accept(signed.manifest, self._situation())
            self._step("accept", f"{signed.manifest.version} sequence {signed.manifest.sequence}")
            self._layout.prune(self._keep)
            self._release = releases.prepare(
                self._layout, signed, lambda folder: archive.unpack(bundle, signed.manifest, folder)
            )
        self._step("install", self._release.name)
        self._lint(self._release)
        return self._release

    def _situation(self) -> acceptance.Situation:
        return acceptance.Situation(
            now=datetime.now(UTC),
            machine=target.here(),
            gateway=proof.gateway_of(self._config),
            confirmed=self._before.manifest if self._before else None,
            allow_downgrade=self._options.allow_downgrade,
            ignore_clock=self._options.ignore_clock,
        )

    def _lint(self, release: Release) -> None:
        """The new release must understand the settings that are here; it reads them as their owner."""
        command = [str(release.agent), "lint", "--config", str(self._config)]
        try:
            owner = self._config.stat()
            drop = os.geteuid() == 0 and owner.st_uid != 0
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                timeout=_LINT_S,
                check=False,
                user=owner.st_uid if drop else None,
                group=owner.st_gid if drop else None,
                extra_groups=[] if drop else None,
            )
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise BundleFault(f"{self._config}: 无法检查 / cannot be checked: {fault}") from None
        if done.returncode != 0:
            remove_release(release.folder)
            raise BundleFault(
                f"新版本不接受现有配置 / the new release does not take the settings here:\n"
                f"{(done.stderr or done.stdout).strip()[-2000:]}\n"
                "按提示修改配置后重试 / correct the settings as told, then try again"
            )
        self._step("lint", str(self._config))

    def _step(self, name: str, result: str) -> None:
        self._steps.append(Step(name, result, round(self._clock() - self._began, 3)))
        if not self._options.json:
            sys.stderr.write(f"{name}: {result}\n")
            sys.stderr.flush()
