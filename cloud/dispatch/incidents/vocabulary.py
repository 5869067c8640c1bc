"""What the forms of the desk and of the brigade's books are made of: every table, as the API says it."""

from __future__ import annotations

from functools import cache

from cloud.dispatch.carried.feeds import CARRIED_NAMES
from cloud.dispatch.deciding.capabilities import CAPABILITIES
from cloud.dispatch.deciding.grades import GRADES
from cloud.dispatch.deciding.incident_types import TYPES
from cloud.dispatch.facilities.kinds import FACILITY_NAMES
from cloud.dispatch.forces.states import STATE_NAMES
from cloud.dispatch.forces.station_kinds import KINDS
from cloud.dispatch.forces.views import label
from cloud.dispatch.incidents import views
from cloud.dispatch.incidents.happenings import ROLE_NAMES, SOURCE_NAMES
from cloud.dispatch.incidents.schemas import CapabilityOut, TypeOut, VocabularyOut
from cloud.dispatch.preplans.sections import SECTION_NAMES
from cloud.dispatch.waters.kinds import KINDS as WATERS
from cloud.dispatch.waters.kinds import STATE_NAMES as WATER_STATES
from cloud.search.readings import syllables
from cloud.vocabulary import LabelOut


@cache
def vocabulary() -> VocabularyOut:
    """All of it; it changes with the program only."""
    return VocabularyOut(
        types=[
            TypeOut(
                type=kind,
                name=LabelOut(zh=entry.zh, en=entry.en),
                initials="".join(syllable[0] for syllable in syllables(entry.zh)),
                family=entry.family,
                grades={at: LabelOut(zh=each.zh, en=each.en) for at, each in GRADES[entry.family].items()},
                questions=views.questions(kind, {}),
            )
            for kind, entry in TYPES.items()
        ],
        capabilities={
            name: CapabilityOut(
                name=LabelOut(zh=entry.zh, en=entry.en), unit=LabelOut(zh=entry.unit_zh, en=entry.unit_en)
            )
            for name, entry in CAPABILITIES.items()
        },
        sources={source: label(words) for source, words in SOURCE_NAMES.items()},
        roles={role: label(words) for role, words in ROLE_NAMES.items()},
        unit_states={state: label(words) for state, words in STATE_NAMES.items()},
        station_kinds={kind: LabelOut(zh=entry.zh, en=entry.en) for kind, entry in KINDS.items()},
        water_kinds={kind: label(water.words) for kind, water in WATERS.items()},
        water_states={state: label(words) for state, words in WATER_STATES.items()},
        facility_kinds={kind: label(words) for kind, words in FACILITY_NAMES.items()},
        carried_kinds={kind: label(words) for kind, words in CARRIED_NAMES.items()},
        preplan_sections={section: label(words) for section, words in SECTION_NAMES.items()},
    )
