"""`[dispatch]`: what the dispatch side of the centre hears and tells."""

from __future__ import annotations

from cloud.dispatch.jt808.settings import Jt808Settings
from runtime.settings import Settings


class DispatchSettings(Settings):
    """Vehicle terminals."""

    jt808: Jt808Settings = Jt808Settings()
