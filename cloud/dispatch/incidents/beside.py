"""What is said and kept beside an incident: words, roles, attachments. Opens and commits nothing."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import Session

from cloud import attachments
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.incidents import repository
from cloud.dispatch.incidents.happenings import ROLE_NAMES, Happening, RoleKind
from cloud.dispatch.incidents.moving import record
from cloud.dispatch.incidents.tables import Attachment, Incident, Role
from cloud.errors import ApiError
from cloud.people.asker import Asker

#: Attachments of one incident.
MOST_ATTACHMENTS: Final = 50


def message(
    session: Session, incident: Incident, text: str, by: str, now: int, *, unit: int | None, key: str
) -> None:
    """Words between the desk and those on the road; with a key they are kept once, however often sent."""
    told = [entry.detail or {} for entry in repository.entries(session, incident.id) if entry.by == by]
    if key and any(detail.get("key") == key for detail in told):
        return
    detail: dict[str, Any] = {"unit": unit} if unit is not None else {}
    repository.tell(
        session,
        incident,
        Happening.MESSAGE,
        Words(text, text),
        now,
        by,
        detail | ({"key": key} if key else {}),
    )


def note(session: Session, asker: Asker, incident: Incident, text: str, kind: Happening, now: int) -> None:
    """Add words, or a reading, to the timeline."""
    repository.tell(session, incident, kind, Words(text, text), now, asker.name)


def give_role(
    session: Session, asker: Asker, incident: Incident, role: RoleKind, name: str, phone: str, now: int
) -> None:
    """Somebody holds a role from now on; of all but `other` there is one at a time."""
    for row in repository.roles(session, incident.id):
        if row.role == role and row.until is None and (role is not RoleKind.OTHER or row.name == name):
            row.until = now
    session.add(Role(incident_id=incident.id, role=role, name=name, phone=phone, since=now))
    words = ROLE_NAMES[role]
    repository.tell(
        session,
        incident,
        Happening.ROLE,
        Words(f"{words.zh}:{name}", f"{words.en}: {name}"),
        now,
        asker.name,
        {"role": role.value},
    )
    record(session, asker, incident, "role", {"role": role, "name": name}, now)


def attach(
    session: Session, asker: Asker, incident: Incident, name: str, media: str, content: bytes, now: int
) -> Attachment:
    """Keep a picture or a document. Raises ApiError."""
    if len(repository.attachments(session, incident.id)) >= MOST_ATTACHMENTS:
        raise ApiError(
            409,
            "too-many-attachments",
            f"附件最多 {MOST_ATTACHMENTS} 个。",
            f"An incident holds {MOST_ATTACHMENTS} attachments at most.",
            "path.number",
        )
    row = Attachment(incident_id=incident.id, **attachments.columns(name, media, content, asker.name, now))
    session.add(row)
    session.flush()
    detail = {"attachment": row.id, "sha256": row.sha256}
    repository.tell(session, incident, Happening.ATTACHMENT, Words(name, name), now, asker.name, detail)
    record(session, asker, incident, "attach", {"name": name, "sha256": row.sha256}, now)
    return row
