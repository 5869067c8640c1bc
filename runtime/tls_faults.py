"""What goes wrong between TLS ends, in plain words with the cure; `reason` is OpenSSL's own name."""

from __future__ import annotations

import ssl
from typing import Final

HUNG_UP: Final = "the broker hung up during the handshake; it may speak no TLS on this port: correct `port`"
#: OpenSSL's reason -> what it means for the one who set up the line.
_WORDS: Final = {
    "CERTIFICATE_VERIFY_FAILED": "the broker's certificate is not trusted",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": (
        "the broker asks for a client certificate; set `tls_cert` and `tls_key`"
    ),
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": (
        "the broker says that our certificate has expired; renew `tls_cert`, or correct a clock that is wrong"
    ),
    "TLSV1_ALERT_UNKNOWN_CA": (
        "the broker does not know who signed our certificate; give `tls_cert` one from the broker's authority"
    ),
    "SSLV3_ALERT_BAD_CERTIFICATE": "the broker refuses our certificate; give `tls_cert` one that it accepts",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "the broker refuses our certificate; give `tls_cert` one it accepts",
    "SSLV3_ALERT_CERTIFICATE_REVOKED": "our certificate was revoked; have a new one issued for `tls_cert`",
    "TLSV1_ALERT_DECRYPT_ERROR": "`tls_key` does not prove our certificate; set the key that belongs to it",
    "KEY_VALUES_MISMATCH": "`tls_key` does not belong to `tls_cert`; set the pair that was issued together",
    "WRONG_VERSION_NUMBER": "the broker speaks no TLS on this port; correct `port`, or set TLS up there",
    "UNEXPECTED_EOF_WHILE_READING": HUNG_UP,
    "NO_START_LINE": "`tls_ca`, `tls_cert` or `tls_key` holds no PEM text; give the PEM file",
    "NO_CERTIFICATE_OR_CRL_FOUND": "`tls_ca` holds no certificate; give the authority's PEM file",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the broker speaks only an older TLS; it must offer 1.2 or later",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "the broker ends the handshake; it may ask for a client certificate",
}
#: A part of OpenSSL's word on a certificate it does not trust -> the cure.
_DISTRUST: Final = {
    "certificate has expired": "it has expired; renew it, or correct this gateway's clock",
    "not yet valid": "it is not valid yet; correct this gateway's clock",
    "Hostname mismatch": "it is for another host; correct `host`, or have it issued for this name",
    "IP address mismatch": "it is for another address; correct `host`, or have it issued for this address",
    "unable to get local issuer": "`tls_ca` is not who signed it; give the authority's certificate",
    "self-signed": "`tls_ca` is not who signed it; give the authority's certificate",
}


def plain(fault: BaseException) -> str:
    """The fault in plain words; one that is not known keeps OpenSSL's own."""
    if isinstance(fault, ssl.SSLCertVerificationError):
        why = fault.verify_message or str(fault)
        cure = next((words for sign, words in _DISTRUST.items() if sign in why), why)
        return f"TLS: {_WORDS['CERTIFICATE_VERIFY_FAILED']}: {cure}"
    if isinstance(fault, ssl.SSLError):
        words = _WORDS.get(fault.reason or "")
        return f"TLS: {words or fault.reason or fault}"
    return str(fault) or type(fault).__name__
