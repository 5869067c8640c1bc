"""Our own certificate and key, and the authority we believe: readable, matching, not about to run out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID

from edge_agent.doctor.verdict import Verdict, fault, ok, warning
from telemetry.gateway_identity import parse_common_name

TOPIC = "certificate"
_SOON_DAYS = 30


def judge_term(what: str, begins: datetime, ends: datetime, now: datetime) -> Verdict:
    """Whether a certificate is valid now and for a while yet."""
    days = (ends - now).days
    if now < begins:
        return fault(
            TOPIC,
            f"{what}: {begins:%Y-%m-%d} 起才有效 / is valid only from {begins:%Y-%m-%d}",
            "核对本机时钟 / check this machine's clock",
        )
    if now > ends:
        return fault(
            TOPIC,
            f"{what}: 已于 {ends:%Y-%m-%d} 过期 / expired on {ends:%Y-%m-%d}",
            "换发证书 / have it issued anew",
        )
    if days < _SOON_DAYS:
        return warning(
            TOPIC, f"{what}: {days} 天后过期 / expires in {days} days", "尽快换发 / have it issued anew soon"
        )
    return ok(TOPIC, f"{what}: 有效至 / valid until {ends:%Y-%m-%d}")


def check_files(
    place: str,
    ca: Path | None,
    certificate: Path | None,
    key: Path | None,
    now: datetime,
    gateway: str | None = None,
) -> Iterator[Verdict]:
    """The files that a broker's settings name; `gateway` is whom our certificate there must speak of."""
    for file, role in ((ca, "tls_ca"), (certificate, "tls_cert")):
        if file is None:
            continue
        found = _read(file)
        if isinstance(found, str):
            yield fault(TOPIC, f"{place} {role}: {file}: {found}", _PLACE)
            continue
        yield judge_term(
            f"{place} {role} {file.name}", found.not_valid_before_utc, found.not_valid_after_utc, now
        )
        if file == certificate and gateway is not None:
            yield from _judge_name(place, found, gateway)
    if certificate is not None and key is not None:
        yield _judge_pair(place, certificate, key)


_PLACE = "放入正确的 PEM 文件并检查权限 / put the right PEM file there and check its rights"


def _judge_name(place: str, found: x509.Certificate, gateway: str) -> Iterator[Verdict]:
    names = [str(name.value) for name in found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    told = {name.gateway for text in names if (name := parse_common_name(text)) is not None}
    if gateway not in told.union(names):
        yield warning(
            TOPIC,
            f"{place} tls_cert: 签发给 / issued to {', '.join(names) or '?'}; 本网关 / this is {gateway}",
            "放入本网关自己的证书 / put this gateway's own certificate there",
        )


def _judge_pair(place: str, certificate: Path, key: Path) -> Verdict:
    found = _read(certificate)
    try:
        own = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        return fault(TOPIC, f"{place} tls_key: {key}: {_reason(error)}", _PLACE)
    if isinstance(found, str):
        return fault(TOPIC, f"{place} tls_cert: {certificate}: {found}", _PLACE)
    form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    if found.public_key().public_bytes(*form) != own.public_key().public_bytes(*form):
        return fault(
            TOPIC,
            f"{place}: {certificate.name} 与 {key.name} 不是一对 / do not belong together",
            "放入同一次签发的证书与私钥 / put the certificate and key of one issue there",
        )
    return ok(TOPIC, f"{place}: {certificate.name} 与 {key.name} 相配 / belong together")


def _read(file: Path) -> x509.Certificate | str:
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError) as error:
        return _reason(error)


def _reason(error: Exception) -> str:
    return (error.strerror or "") if isinstance(error, OSError) else "不是 PEM / is no PEM"
