"""The one way in which a document of the draw is written, so that its SHA-256 means something.

JSON after RFC 8785 (JSON Canonicalization Scheme), narrowed: numbers are whole, text is Unicode NFC, the
names of members are ASCII. Members are sorted by name, nothing is escaped that need not be, there is no space
between tokens, the encoding is UTF-8. A file holds one document and ends with one LF.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any, NoReturn

Document = dict[str, Any]
_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


class NotCanonical(ValueError):
    """Bytes that are not a canonical document; the words say what is wrong with them."""


def canonical(value: Any) -> bytes:
    """The canonical bytes of a document or of a part of one, without the LF of a file."""
    return _WRITER.encode(value).encode()


def to_file(document: Document) -> bytes:
    """What a file with this document holds."""
    return canonical(document) + b"\n"


def digest(value: Any) -> str:
    """The SHA-256 of the canonical bytes, in lower-case hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def from_file(data: bytes) -> Document:
    """The document of a file that is canonical to the last byte. Raises NotCanonical."""
    try:
        text = data.decode()
        document = json.loads(text, parse_float=_refused, parse_constant=_refused)
        again = to_file(document)
    except UnicodeDecodeError as fault:
        raise NotCanonical(f"byte {fault.start} is not UTF-8") from None
    except RecursionError:
        raise NotCanonical("nested without end") from None
    except ValueError as fault:
        raise NotCanonical(f"not the JSON of a draw: {fault}") from None
    if again != data:
        end = min(len(again), len(data))
        place = next((n for n in range(end) if again[n] != data[n]), end)
        raise NotCanonical(f"not in canonical form from byte {place} on")
    if not unicodedata.is_normalized("NFC", text):
        raise NotCanonical("holds text that is not Unicode NFC")
    if not isinstance(document, dict):
        raise NotCanonical("not a JSON object")
    return document


def _refused(token: str) -> NoReturn:
    raise ValueError(f"{token} is not a whole number")
