"""The fields of a JSON report: decoded within bounds, found by path, laid out flat."""

from __future__ import annotations

import base64
import binascii
import math
import re
from typing import Any, Literal

import msgspec

from device_profiles.finding import Evidence, ReportError
from device_profiles.json_device.schema import Pairs

MAX_PAYLOAD_BYTES = 65_536
_MAX_DEPTH = 6
MAX_FIELDS = 128
_MAX_TEXT = 256
_BLANK = re.compile(rb"\s+")
#: Whole numbers up to here are the same number in every reader of JSON.
_MAX_EXACT = 2**53


#: `json` alone, `text` that is never JSON, or `either`: a JSON value, else plain text.
Form = Literal["json", "text", "either"]


def decode(payload: bytes, form: Form = "json") -> Any:
    """The payload's value. Raises ReportError."""
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise ReportError(f"{len(payload)} bytes; a report has at most {MAX_PAYLOAD_BYTES}")
    if form == "text":
        return _text(payload).strip('"')
    try:
        return msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        if form == "either":
            return _text(payload)
        raise ReportError(f"not JSON: {fault}") from None


def _text(payload: bytes) -> str:
    try:
        return payload.decode().strip()
    except UnicodeDecodeError as fault:
        raise ReportError(f"byte {fault.start}: not UTF-8 text") from None


def at(root: Any, path: str) -> Any:
    """What stands at a dotted path; None when nothing does. Keys may contain dots of their own."""
    if not path:
        return root
    if not isinstance(root, dict):
        return None
    if path in root:
        return root[path]
    head, dot, rest = path.partition(".")
    while dot:
        if head in root:
            return at(root[head], rest)
        step, dot, rest = rest.partition(".")
        head = f"{head}.{step}"
    return None


def flatten(value: Any, path: str, fields: Evidence, depth: int = 0) -> None:
    """Add every field below `value` by its dotted path, as many as a report may have."""
    if isinstance(value, dict) and value and depth < _MAX_DEPTH:
        prefix = f"{path}." if path else ""
        for key, inner in value.items():
            if isinstance(inner, dict):
                flatten(inner, prefix + key, fields, depth + 1)
            elif len(fields) < MAX_FIELDS:
                fields[(prefix + key)[:128]] = scalar(inner)
    elif len(fields) < MAX_FIELDS:
        fields[path[:128]] = scalar(value)


def unpair(rows: Any, pairs: Pairs) -> dict[str, Any]:
    """The object that a list of name-value pairs stands for. Raises ReportError."""
    if not isinstance(rows, list):
        raise ReportError(f"a list of {{{pairs.key}, {pairs.value}}} is expected, not {type(rows).__name__}")
    found: dict[str, Any] = {}
    for place, row in enumerate(rows):
        if not isinstance(row, dict) or not isinstance(row.get(pairs.key), str):
            raise ReportError(f"entry {place} has no `{pairs.key}`")
        found[row[pairs.key]] = row.get(pairs.value)
    times = [row[pairs.time] for row in rows if isinstance(row.get(pairs.time), int)] if pairs.time else []
    return {pairs.time: max(times), **found} if pairs.time and times else found


def scalar(value: Any) -> str | float | bool | None:
    """The value as evidence carries it: numbers finite, texts bounded, what is nested as JSON text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        try:
            number = float(value)
        except OverflowError:
            return "a number past every measure"
        if number.is_integer() and abs(number) <= _MAX_EXACT:
            return int(number)  # 1 and 1.0 are one number, and one code
        return number if math.isfinite(number) else str(value)
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text[:_MAX_TEXT]


def unarmour(text: str, encoding: str) -> bytes:
    """The bytes that the text stands for. Raises ReportError."""
    if len(text) > MAX_PAYLOAD_BYTES:
        raise ReportError(f"{len(text)} characters of {encoding}; at most {MAX_PAYLOAD_BYTES}")
    try:
        if encoding == "hex":
            return bytes.fromhex(text)
        return base64.b64decode(_BLANK.sub(b"", text.encode()), validate=True)
    except (ValueError, binascii.Error, UnicodeEncodeError) as fault:
        raise ReportError(f"not {encoding}: {fault}") from None
