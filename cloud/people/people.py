"""What is needed to let people in, put together once for a running centre."""

from __future__ import annotations

from cloud.database.engine import Database
from cloud.people.doorkeeper import Doorkeeper
from cloud.people.patience import ACCOUNT, ADDRESS, Bucket, Patience
from cloud.people.provider import Provider
from cloud.people.settings import PeopleSettings
from runtime.clock import Clock


class People:
    """The doorkeeper, the memory of failed logins, and the OIDC provider if there is one."""

    def __init__(self, database: Database, settings: PeopleSettings, clock: Clock) -> None:
        self.settings = settings
        self.doorkeeper = Doorkeeper(database, settings, clock)
        self.by_account = Patience(clock, ACCOUNT)
        self.by_address = Patience(clock, ADDRESS)
        #: Logins begun at the provider, by address.
        self.going_there = Bucket(clock, per_s=1.0, burst=30)
        self.provider = Provider(settings.oidc, clock) if settings.oidc is not None else None
