"""What stands on an alarm's timeline, in the words of the log. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cloud.alarms.causes import CAUSES
from cloud.alarms.state_table import Outcome
from cloud.alarms.timeline import HAPPENING_NAMES, Happening
from cloud.vocabulary import LabelOut

OUTCOMES: Final = {
    Outcome.REAL.value: LabelOut(zh="真实", en="real"),
    Outcome.FALSE.value: LabelOut(zh="误报", en="false"),
    Outcome.TEST.value: LabelOut(zh="测试", en="test"),
    Outcome.UNKNOWN.value: LabelOut(zh="不明", en="unknown"),
}
_CAUSES: Final = {cause.value: entry for cause, entry in CAUSES.items()}
_HAPPENINGS: Final = {happening.value: names for happening, names in HAPPENING_NAMES.items()}
#: Between the two languages of a note that the centre wrote.
_BETWEEN: Final = " / "


def done(action: str) -> LabelOut:
    """An action's name; of one that this program does not know, its code."""
    zh, en = _HAPPENINGS.get(action, (action, action))
    return LabelOut(zh=zh, en=en)


def said(action: str, note: str, detail: Mapping[str, Any]) -> LabelOut:
    """A verdict with its cause and the person's own words; else the note, each language by itself."""
    outcome = detail.get("outcome")
    if action == Happening.VERIFY and outcome in OUTCOMES:
        cause = _CAUSES.get(str(detail.get("cause")))
        heads = (outcome, detail.get("cause"))
        own = note.removeprefix(": ".join(str(head) for head in heads if head)).removeprefix(": ")
        verdict = OUTCOMES[outcome]
        return LabelOut(
            zh=",".join(word for word in (verdict.zh, cause.zh if cause else "", own) if word),
            en=", ".join(word for word in (verdict.en, cause.en if cause else "", own) if word),
        )
    zh, between, en = note.partition(_BETWEEN)
    return LabelOut(zh=zh, en=en) if between else LabelOut(zh=note, en=note)
