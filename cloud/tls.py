"""The certificate of the centre's listener: read, checked, and read again when its files change.

New connections get the new certificate, those that are open go on. A pair that cannot be used changes
nothing: the old one stays and the fault is told.
"""

from __future__ import annotations

import asyncio
import ssl

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from runtime.faults import PlainFault
from runtime.files import stamp
from runtime.logging import get_logger
from runtime.settings import Settings, SettingsPath

log = get_logger("tls")

WATCH_S = 5.0


class TlsSettings(Settings):
    """Certificate (with its chain) and key of the listener, in PEM."""

    cert_file: SettingsPath
    key_file: SettingsPath


class ListenerCertificate:
    """The listener's TLS context, whose certificate can be exchanged while it serves."""

    def __init__(self, settings: TlsSettings) -> None:
        self._settings = settings
        self.fault: str | None = None
        self._seen = self._stamp()
        # A context of its own first, so that a bad pair is never half loaded into the live one.
        self.names = _check(settings)
        self.context = _context(settings)

    def reload(self) -> bool:
        """Take the files as they are now; False when they cannot be used and the old pair stays."""
        self._seen = self._stamp()
        try:
            names = _check(self._settings)
            self.context.load_cert_chain(self._settings.cert_file, self._settings.key_file)
        except (PlainFault, OSError, ssl.SSLError) as fault:
            self.fault = str(fault)
            log.error("the new certificate cannot be used; the old one stays", fault=str(fault))
            return False
        self.fault = None
        self.names = names
        log.info("certificate taken anew", names=list(names))
        return True

    async def watch(self) -> None:
        """Look after the files until cancelled."""
        while True:
            await asyncio.sleep(WATCH_S)
            if await asyncio.to_thread(self._stamp) != self._seen:
                await asyncio.to_thread(self.reload)

    def _stamp(self) -> tuple[tuple[int, int, int] | None, ...]:
        return tuple(stamp(path) for path in (self._settings.cert_file, self._settings.key_file))


def _context(settings: TlsSettings) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(settings.cert_file, settings.key_file)
    return context


def _check(settings: TlsSettings) -> tuple[str, ...]:
    """Read both files and pair them; returns the names that the certificate is for."""
    for key, path in (("tls.cert_file", settings.cert_file), ("tls.key_file", settings.key_file)):
        try:
            path.read_bytes()
        except OSError as fault:
            raise PlainFault(f"{path}: cannot be read: {fault.strerror}; correct `{key}`") from None
    try:
        _context(settings)
    except (ssl.SSLError, OSError) as fault:
        raise PlainFault(
            f"{settings.cert_file}: no certificate that goes with {settings.key_file}: {fault};"
            " give the certificate with its chain, and its own key, both in PEM and without a passphrase"
        ) from None
    certificate = x509.load_pem_x509_certificates(settings.cert_file.read_bytes())[0]
    try:
        alternative = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME)
    except x509.ExtensionNotFound:
        return ()
    names = alternative.value
    if not isinstance(names, x509.SubjectAlternativeName):
        return ()
    return (
        *(name.lower() for name in names.get_values_for_type(x509.DNSName)),
        *(str(address) for address in names.get_values_for_type(x509.IPAddress)),
    )
