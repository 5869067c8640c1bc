"""Limits of organisations over HTTP, within the scope of whoever asks."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cloud.audit.tables import AuditEntry
from cloud.errors import ApiError
from cloud.organisations.tables import Organisation
from cloud.people.asker import LOCAL, Asker
from cloud.supervision import service
from cloud.supervision.schemas import LimitIn
from cloud.supervision.settings import SupervisionSettings
from tests.cloud.said import NOW
from tests.cloud.stores import Stores

SETTINGS = SupervisionSettings(organisation_s=86_400)


@pytest.fixture
def organisation(stores: Stores) -> int:
    with stores.database.write() as session:
        row = Organisation(
            number="1",
            name="呼和浩特第一医院",
            category="medical",
            area="150102",
            created_at=NOW,
            changed_at=NOW,
        )
        session.add(row)
        session.flush()
        return row.id


def test_an_organisation_has_the_limit_of_the_settings_until_it_is_given_its_own(
    stores: Stores, organisation: int
) -> None:
    with stores.database.write() as session:
        shown = service.limit(session, LOCAL, organisation, SETTINGS)
        assert (shown.own, shown.silent_after_s) == (False, 86_400)
        service.change_limit(session, LOCAL, organisation, LimitIn(silent_after_s=3600))
        shown = service.limit(session, LOCAL, organisation, SETTINGS)
        assert (shown.own, shown.silent_after_s) == (True, 3600)
        service.change_limit(session, LOCAL, organisation, LimitIn(silent_after_s=60))
        service.change_limit(session, LOCAL, organisation, None)
        assert not service.limit(session, LOCAL, organisation, SETTINGS).own
    with stores.database.read() as session:
        assert session.scalars(select(AuditEntry.action)).all() == ["organisation.limit"] * 3


def test_nobody_sets_a_limit_outside_their_scope(stores: Stores, organisation: int) -> None:
    outside = Asker("李", areas=("1502",))
    with stores.database.write() as session, pytest.raises(ApiError) as refused:
        service.change_limit(session, outside, organisation, LimitIn(silent_after_s=3600))
    assert refused.value.status == 404
