"""Who asks by a link: the dependency of every address that crews use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Header

from cloud.centre import CentreOf
from cloud.dispatch.crews import service
from cloud.dispatch.crews.schemas import LinkKind
from cloud.dispatch.crews.tables import CrewLink
from cloud.link_keys import link_key
from cloud.people.asker import Asker, anybody

#: What the key that signs them is derived for.
PURPOSE = "crew links"
_Anybody = Annotated[Asker, anybody("the signed link is the key to this door")]
_Token = Annotated[str, Header(alias="x-crew-link", max_length=128, description="The link's token.")]


def by_link(*kinds: LinkKind) -> Callable[..., CrewLink]:
    """A dependency: the link, of one of these kinds, that is shown. Raises ApiError 401, 403 or 410."""

    def check(centre: CentreOf, _asker: _Anybody, token: _Token = "") -> CrewLink:
        now = centre.clock.now_ms()
        with centre.database.read() as session:
            row = service.opened(session, link_key(centre, PURPOSE), token, now, *kinds)
            stale = (row.used_at or 0) + service.TOUCH_MS < now
        if stale:
            with centre.database.write() as session:
                service.touch(session, row.id, now)
        return row

    return Depends(check)  # type: ignore[no-any-return]
