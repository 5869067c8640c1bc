"""One batch of the line: what has been stored already is left out, the rest is told against the registry.

1. What was said is known by its key once all that came of it is stored, though it was nothing: said again it
   moves no level, for since then something else may have been said.
2. Its events never wait for a journal that is full. Then it is known to lack its readings: said again, it is
   these alone that are taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from cloud.access import submission
from cloud.access.submission import Key, Submission, Told
from cloud.direct import repository
from cloud.direct.speech import Speech
from cloud.direct.telling import PartKey, Table, tell
from telemetry.messages import ReadingBatch, UplinkMessage

#: Behind the key of what is stored but for its readings.
_LACKS_READINGS = "#readings"


class SpeechBatch:
    """Tells speeches for `Ingest.submit`. `held`: the parts' own words, which the registry does not know."""

    def __init__(self, held: Mapping[PartKey, dict[str, str]]) -> None:
        self._held = held
        #: The parts' own words after it.
        self.words: dict[PartKey, dict[str, str]] = {}
        self._lacking: set[int] = set()

    def lacks_readings(self, speech: Speech) -> bool:
        """Whether the journal was too full for what this one measured."""
        return id(speech) in self._lacking

    def __call__(self, session: Session, speeches: Sequence[Speech], /, *, measured: bool) -> Told:
        """The messages that come of them, and their keys."""
        known = submission.known(session, [key for one in speeches for key in _keys(one)])
        table = self._table(session, speeches)
        said: list[Submission] = []
        keys: list[Key] = []
        for speech in speeches:
            self._lacking.discard(id(speech))
            names = _keys(speech)
            if names and names[0] in known:
                continue
            lacking = bool(names) and names[1] in known
            messages = _readings(tell(speech, Table())) if lacking else tell(speech, table)
            taken = messages if measured else [one for one in messages if not isinstance(one, ReadingBatch)]
            said += [Submission(speech.area, speech.gateway, message) for message in taken]
            if len(taken) < len(messages):
                self._lacking.add(id(speech))
                names = names[1:]
            if names and names[0] not in known:
                known.add(names[0])
                keys.append(names[0])
        self.words |= {key: words for key, words in table.words.items() if words}
        return Told(said, keys)

    def _table(self, session: Session, speeches: Sequence[Speech]) -> Table:
        parts = {(speech.gateway, word.part.part) for speech in speeches for word in speech.words}
        whole = {speech.gateway for speech in speeches if any(word.everywhere for word in speech.words)}
        return Table(
            repository.known_parts(session, parts, whole),
            {key: dict(self._held[key]) for key in parts if key in self._held},
        )


def _keys(speech: Speech) -> tuple[Key, ...]:
    """How it is known when it is stored, and when it is stored but for its readings; nothing: it is not."""
    if not speech.dedupe:
        return ()
    return (speech.gateway, speech.dedupe), (speech.gateway, speech.dedupe + _LACKS_READINGS)


def _readings(messages: Sequence[UplinkMessage]) -> list[UplinkMessage]:
    return [one for one in messages if isinstance(one, ReadingBatch)]
