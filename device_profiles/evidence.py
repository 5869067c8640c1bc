"""What an event rests on, within the bounds of a message."""

from __future__ import annotations

from device_profiles.finding import Evidence, Finding

MAX_TEXT = 512
MAX_FIELDS = 32
_MAX_NAME = 128


def evidence_of(finding: Finding, *, retained: bool) -> Evidence:
    """The finding's evidence, its doubts and whether it was retained; what nobody listed goes first."""
    said: Evidence = {"retained": True} if retained else {}
    if finding.doubts:
        said["doubt"] = "; ".join(finding.doubts)[:MAX_TEXT]
    fields = list(finding.evidence.items())
    fields.sort(key=lambda item: item[0] not in finding.unknown)
    room = MAX_FIELDS - len(said) - 1
    for name, value in fields[:room]:
        said[name[:_MAX_NAME]] = value[:MAX_TEXT] if isinstance(value, str) else value
    if len(fields) > room:
        said["more"] = ", ".join(f"{name}={value}" for name, value in fields[room:])[:MAX_TEXT]
    return said
