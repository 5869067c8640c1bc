"""Every table of the centre, gathered: importing this module fills the metadata."""

from __future__ import annotations

from cloud.access import tables as access
from cloud.alarm_watch import tables as alarm_watch
from cloud.alarms import tables as alarms
from cloud.areas import tables as areas
from cloud.audit import tables as audit
from cloud.brokers import tables as brokers
from cloud.budgets import tables as budgets
from cloud.city import tables as city
from cloud.commands import tables as commands
from cloud.database import counters
from cloud.database.base import Base
from cloud.dead_letters import tables as dead_letters
from cloud.departments import tables as departments
from cloud.dispatch.carried import tables as carried
from cloud.dispatch.crews import tables as crews
from cloud.dispatch.facilities import tables as facilities
from cloud.dispatch.forces import tables as forces
from cloud.dispatch.incidents import tables as incidents
from cloud.dispatch.jt808 import tables as vehicles
from cloud.dispatch.navigation import tables as navigation
from cloud.dispatch.preplans import tables as preplans
from cloud.dispatch.waters import tables as waters
from cloud.dispatch_requests import tables as dispatch_requests
from cloud.draws import tables as draws
from cloud.duty import tables as duty
from cloud.enrolment import tables as enrolment
from cloud.events import tables as events
from cloud.fires import tables as fires
from cloud.fleet import tables as fleet
from cloud.hazards import tables as hazards
from cloud.imports import tables as imports
from cloud.inspections import tables as inspections
from cloud.inspectors import tables as inspectors
from cloud.jobs import tables as jobs
from cloud.live import tables as live
from cloud.maintenance import tables as maintenance
from cloud.matching import tables as matching
from cloud.notification import tables as notification
from cloud.organisations import tables as organisations
from cloud.patrols import tables as patrols
from cloud.people import tables as people
from cloud.plans import tables as plans
from cloud.population import tables as population
from cloud.push import tables as push
from cloud.quality import tables as quality
from cloud.registry import tables as registry
from cloud.risk.index import tables as risk_index
from cloud.risk.model_health import tables as risk_models
from cloud.risk.scores import tables as risk_scores
from cloud.risk.warnings import tables as risk_warnings
from cloud.search import tables as search
from cloud.shelving import tables as shelving
from cloud.supervision import tables as supervision
from cloud.timeseries import tables as timeseries
from cloud.transmission import tables as transmission
from cloud.verification_links import tables as verification_links
from cloud.weather import tables as weather
from cloud.webhooks import tables as webhooks
from cloud.work_permits import tables as work_permits

TABLE_MODULES = (
    access,
    alarm_watch,
    alarms,
    areas,
    audit,
    brokers,
    budgets,
    city,
    commands,
    counters,
    dead_letters,
    departments,
    dispatch_requests,
    draws,
    duty,
    enrolment,
    events,
    fires,
    fleet,
    hazards,
    imports,
    inspections,
    inspectors,
    facilities,
    forces,
    carried,
    crews,
    navigation,
    preplans,
    waters,
    imports,
    incidents,
    jobs,
    live,
    maintenance,
    matching,
    notification,
    organisations,
    patrols,
    people,
    plans,
    population,
    push,
    quality,
    registry,
    risk_index,
    risk_models,
    risk_scores,
    risk_warnings,
    search,
    shelving,
    supervision,
    timeseries,
    transmission,
    vehicles,
    verification_links,
    weather,
    webhooks,
    work_permits,
)

metadata = Base.metadata
