"""The centre's settings file, `cloud/example.toml` shows every key."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from cloud import exposure
from cloud.access.settings import IngestSettings, NatsSettings, QuarantineSettings
from cloud.alarm_watch.settings import AlarmSettings
from cloud.brokers.settings import BrokersSettings
from cloud.budgets.settings import BudgetSettings
from cloud.database.settings import DatabaseSettings
from cloud.direct.settings import AccessSettings
from cloud.dispatch.settings import DispatchSettings
from cloud.duty.settings import DutySettings
from cloud.enrolment.settings import EnrolmentSettings
from cloud.fleet.settings import FleetSettings
from cloud.hazards.settings import InspectionSettings
from cloud.imports.settings import ImportSettings
from cloud.jobs.settings import JobSettings
from cloud.live.settings import LiveSettings
from cloud.notification.settings import NotificationSettings
from cloud.people.settings import PeopleSettings
from cloud.plans.settings import PlanSettings
from cloud.process import ProcessSettings
from cloud.retention.settings import RecordRetention
from cloud.risk.settings import RiskSettings
from cloud.supervision.settings import SupervisionSettings
from cloud.timeseries.settings import TimeSeriesSettings
from cloud.tls import TlsSettings
from cloud.webhooks.settings import WebhookSettings
from runtime.mqtt_line import MqttSettings
from runtime.settings import HostPort, ListenAnywhere, Settings, SettingsPath


class CloudSettings(Settings):
    """Everything the centre is told."""

    #: Beyond loopback only with `tls` and with logins.
    listen: ListenAnywhere = HostPort("127.0.0.1", 8080)
    #: Host names, besides those of loopback and of the certificate, under which the centre is asked.
    hosts: tuple[str, ...] = ()
    #: The built page; None: the one that is part of this installation.
    web_dist: SettingsPath | None = None
    database: DatabaseSettings
    timeseries: TimeSeriesSettings
    process: ProcessSettings = ProcessSettings()
    mqtt: MqttSettings | None = None
    nats: NatsSettings = NatsSettings()
    ingest: IngestSettings = IngestSettings()
    quarantine: QuarantineSettings = QuarantineSettings()
    supervision: SupervisionSettings = SupervisionSettings()
    alarms: AlarmSettings = AlarmSettings()
    live: LiveSettings = LiveSettings()
    enrolment: EnrolmentSettings = EnrolmentSettings()
    brokers: BrokersSettings = BrokersSettings()
    budgets: BudgetSettings = BudgetSettings()
    fleet: FleetSettings = FleetSettings()
    people: PeopleSettings = PeopleSettings()
    webhooks: WebhookSettings = WebhookSettings()
    notification: NotificationSettings = NotificationSettings()
    access: AccessSettings = AccessSettings()
    dispatch: DispatchSettings = DispatchSettings()
    jobs: JobSettings = JobSettings()
    retention: RecordRetention = RecordRetention()
    imports: ImportSettings = ImportSettings()
    duty: DutySettings = DutySettings()
    plans: PlanSettings = PlanSettings()
    inspections: InspectionSettings = InspectionSettings()
    risk: RiskSettings = RiskSettings()
    tls: TlsSettings | None = None

    @property
    def client_id(self) -> str:
        """How this centre is known to brokers, with a suffix for each of its connections."""
        return self.mqtt.client_id if self.mqtt is not None else "steppewatch-cloud"

    @model_validator(mode="after")
    def _a_source(self) -> Self:
        if self.mqtt is None and self.ingest.source == "mqtt" and "ingest" in self.process.roles:
            raise ValueError('[mqtt] is missing; add it, or set `source` in [ingest] to "nats" or "none"')
        return self

    @model_validator(mode="after")
    def _no_open_door(self) -> Self:
        fault = exposure.fault_of(
            self.listen,
            self.hosts,
            tls=self.tls is not None,
            login_required=self.people.login == "required",
        )
        if fault is not None:
            raise ValueError(fault)
        return self
