"""`edge-agent enrol`: a one-time code for a certificate, settings that use it, and proof that the line works.

edge-agent enrol --code 7KQ2M-X9RDA --centre https://centre --config agent.toml
edge-agent enrol --code 'STEPPEWATCH-ENROL|https://centre|…' --config agent.toml      the text of the QR code

The key is made here and stays here. Whom to believe at the centre: --ca FILE, or the fingerprint of the root
on the paper (in the QR code, or --fingerprint), or else the authorities of this system.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from edge_agent.config import AgentSettings
from edge_agent.enrolment import code_text
from edge_agent.enrolment.centre_client import CentreClient, Enrolled, read_ca
from edge_agent.enrolment.identity_file import Certificate, IdentityFile, give_to_owner
from edge_agent.enrolment.settings import EnrolmentSettings
from edge_agent.enrolment.settings_text import Places, with_certificate
from edge_agent.plan import load_plan
from edge_agent.spool.numbers import Numbers
from edge_agent.tools.arguments import add_config, add_json
from edge_agent.uplink.report import broker_settings
from edge_agent.uplink.uplink import Uplink
from runtime.certificates import days_left
from runtime.clock import now_ms
from runtime.faults import PlainFault
from runtime.files import replace_file
from runtime.mqtt_line import MqttLine
from runtime.settings import SettingsError
from telemetry.gateway_identity import GatewayName

_FOLDER = "identity"
_LINE_S = 20.0


class Done(NamedTuple):
    """What an enrolment brought."""

    answer: Enrolled
    certificate: Certificate
    identity: Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.description = "用一次性注册码换取证书 / Exchange a one-time code for a certificate."
    parser.add_argument(
        "--code", required=True, metavar="TEXT", help="注册码或二维码内容 / the code, or the QR code's text"
    )
    parser.add_argument("--centre", metavar="URL", help="监控中心地址 / the centre; a QR code names it")
    parser.add_argument("--ca", type=Path, metavar="FILE", help="中心的根证书 / whom to believe there (PEM)")
    parser.add_argument(
        "--fingerprint", metavar="HEX", help="根证书 SHA-256 指纹 / SHA-256 of the root, from the paper"
    )
    parser.add_argument(
        "--adopt",
        action="store_true",
        help="采用注册码中的网关编号与地区 / take the gateway's id and area from the code",
    )
    parser.add_argument("--no-check", action="store_true", help="不连接代理服务器 / do not try the line")
    add_config(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """0: enrolled and the line works; 1: enrolled, but the line does not come up. Raises PlainFault."""
    path: Path = options.config
    done = enrol(options)
    fault = "" if options.no_check else asyncio.run(try_line(path))
    days = days_left(done.identity, now_ms())
    if options.json:
        told = {
            "gateway": done.answer.gateway,
            "area": done.answer.area,
            "serial": done.certificate.serial,
            "days": round(days, 1),
            "identity": str(done.identity),
            "line": None if options.no_check else not fault,
            "fault": fault,
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return 1 if fault else 0
    for line in (
        f"网关 / gateway: {done.answer.area}/{done.answer.gateway}",
        f"证书 / certificate: {done.certificate.serial}, {days:.0f} 天 / days",
        f"{done.identity}: 私钥与证书,仅属主可读 / key and certificate, for the owner only",
        f"{path}: 已更新 / updated",
    ):
        sys.stdout.write(line + "\n")
    if options.no_check:
        return 0
    if fault:
        sys.stdout.write(f"线路未接通 / the line does not come up: {fault}\n")
        return 1
    sys.stdout.write("线路已接通 / the line is up\n")
    return 0


def enrol(options: argparse.Namespace) -> Done:
    """Ask, and write everything; nothing is written to the settings before the certificate is there."""
    given = code_text.read(options.code)
    centre = options.centre or given.centre
    if centre is None:
        raise PlainFault(
            "缺少中心地址 / the centre is not named; 加 --centre https://…  / add --centre https://…"
        )
    path: Path = options.config
    text, settings = _settings(path)
    name = GatewayName(settings.area, settings.gateway)
    centre = _secured(centre)
    ca = read_ca(options.ca)
    fingerprint = options.fingerprint or given.fingerprint
    if ca is None and fingerprint:
        plain = fingerprint.replace(":", "").replace(" ", "").lower()
        ca = CentreClient(centre, None).authorities_with(plain)
    folder = path.absolute().parent / _FOLDER
    identity = IdentityFile(folder / "gateway.pem")
    answer = CentreClient(centre, ca).enrol(given.code, identity.request(name))
    told = GatewayName(answer.area, answer.gateway)
    if told != name and not options.adopt:
        raise PlainFault(
            f"注册码属于 / the code is for {told}; 配置中是 / the settings say {name}; "
            "更正配置,或加 --adopt / correct the settings, or add --adopt; 此码仍可用 / it still works"
        )
    certificate = identity.take(answer.certificate, told)
    _count_on(settings.spool.path, answer.numbers)
    _put(folder / "trusted.pem", answer.trusted)
    if ca is not None:
        _put(folder / "centre-ca.pem", ca)
    places = Places(
        f"{_FOLDER}/gateway.pem",
        f"{_FOLDER}/trusted.pem",
        centre,
        f"{_FOLDER}/centre-ca.pem" if ca is not None else None,
        f"{answer.gateway}:{secrets.token_urlsafe(16)}",
    )
    _replace_settings(path, with_certificate(text, answer, places, adopt=options.adopt))
    return Done(answer, certificate, identity.path)


async def try_line(path: Path) -> str:
    """Dial the broker as the agent will; what is wrong, or nothing."""
    settings = load_plan(path).settings
    line = MqttLine(
        # The agent's own session, kept: what waits in it is not taken, for nothing is acknowledged here.
        broker_settings(settings.uplink, settings.gateway),
        Uplink.subscriptions(settings.area, settings.gateway),
    )
    running = asyncio.create_task(line.run())
    try:
        async with asyncio.timeout(_LINE_S):
            await line.wait_connected()
        return f"the broker refused {', '.join(line.refused)}" if line.refused else ""
    except TimeoutError:
        return line.last_fault or f"no answer within {_LINE_S:g} s"
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def _settings(path: Path) -> tuple[str, AgentSettings]:
    settings = load_plan(path).settings
    return path.read_text("utf-8"), settings


def _secured(centre: str) -> str:
    try:
        return EnrolmentSettings(centre=centre).centre
    except ValueError:
        raise PlainFault(f"{centre}: 须为 https:// 地址 / must be https://") from None


def _count_on(spool: Path, numbers: Mapping[str, int]) -> None:
    """A wiped gateway gives out no number that the centre knows: that fire would be a repetition."""
    own = Numbers(spool)
    try:
        if not spool.parent.exists():
            spool.parent.mkdir(parents=True)
            give_to_owner(spool.parent)
        own.raise_to(numbers)
        if own.path.exists():
            give_to_owner(own.path)
    except OSError as fault:
        raise PlainFault(f"{own.path}: 无法写入 / cannot be written: {fault.strerror}") from None


def _put(path: Path, text: str) -> None:
    try:
        replace_file(path, text, 0o644)
        give_to_owner(path)
    except OSError as fault:
        raise PlainFault(f"{path}: 无法写入 / cannot be written: {fault.strerror}") from None


def _replace_settings(path: Path, text: str) -> None:
    trial = path.with_name(f".{path.name}.enrolled")
    try:
        replace_file(trial, text, path.stat().st_mode & 0o777)
        load_plan(trial)
        owner = path.stat()
        replace_file(path, text)
        if (owner.st_uid, owner.st_gid) != (path.stat().st_uid, path.stat().st_gid):
            os.chown(path, owner.st_uid, owner.st_gid)
    except SettingsError as fault:
        raise PlainFault(str(fault).replace(str(trial), str(path))) from None
    except OSError as fault:
        raise PlainFault(f"{path}: 无法写入 / cannot be written: {fault.strerror}") from None
    finally:
        trial.unlink(missing_ok=True)
