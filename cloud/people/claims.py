"""What the claims of an OIDC provider mean here: a table of rules in the settings, walked. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cloud.people.duties import Duty, torn_apart
from cloud.people.identity import Granted
from cloud.people.settings import ClaimRule


def granted_by(claims: Mapping[str, Any], rules: Iterable[ClaimRule]) -> tuple[Granted, ...]:
    """The duties that these claims give, in the order of the rules; of duties kept apart, the first."""
    found: list[Granted] = []
    for rule in rules:
        if rule.value not in _values(claims, rule.claim):
            continue
        if torn_apart((grant.duty for grant in found), rule.duty) is not None:
            continue
        grant = Granted(Duty(rule.duty), tuple(sorted(rule.areas)), tuple(sorted(rule.organisations)))
        if grant not in found:
            found.append(grant)
    return tuple(found)


def text_of(claims: Mapping[str, Any], name: str) -> str:
    """A claim that is text; empty where it is missing or something else."""
    value = _at(claims, name)
    return value.strip() if isinstance(value, str) else ""


def _values(claims: Mapping[str, Any], name: str) -> frozenset[str]:
    value = _at(claims, name)
    if isinstance(value, str):
        return frozenset({value, *value.split()})
    if isinstance(value, list):
        return frozenset(item for item in value if isinstance(item, str))
    return frozenset()


def _at(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by name, or by a path with dots (`realm_access.roles`)."""
    if name in claims:
        return claims[name]
    value: Any = claims
    for step in name.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
