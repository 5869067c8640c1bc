"""Who has subscribed to what in the embedded broker: what the policy allows, and a bounded number each."""

from __future__ import annotations

from collections import Counter
from typing import Any

from amqtt.broker import Broker
from amqtt.contexts import BrokerConfig
from amqtt.session import Session

from broker_plugins.amqtt_policy import PolicyPlugin
from broker_plugins.policy import Action
from broker_plugins.seldom import Seldom
from runtime.logging import get_logger

log = get_logger("broker")

MAX_SUBSCRIPTIONS = 500
"""For each client."""
_SUBSCRIPTION_REFUSED = 0x80


class GuardedSubscriptions(Broker):
    """amqtt's subscriptions behind our policy. Counter: `denied`."""

    def __init__(self, config: BrokerConfig) -> None:
        super().__init__(config)
        plugin = self.plugins_manager.get_plugin(PolicyPlugin.__name__)
        if not isinstance(plugin, PolicyPlugin):
            raise TypeError("the policy plugin is not configured")
        self._policy = plugin
        self._say = Seldom(log)
        self._routes: dict[str, list[tuple[Session, int]]] = {}
        """By topic: who receives it. Forgotten whenever anybody's subscriptions change."""
        self._filters: Counter[str] = Counter()
        """How many filters each client id has."""
        self.denied = 0

    async def add_subscription(self, subscription: tuple[str, int], session: Session) -> int:
        """Grant QoS 0 or 1, or refuse (0x80) what the policy does not allow entirely."""
        filter_, qos = subscription
        if qos > 2 or not self._policy.may(session, Action.SUBSCRIBE, filter_):
            self.denied += 1
            self._say("subscription refused", username=session.username, filter=filter_[:200])
            return _SUBSCRIPTION_REFUSED
        self._del_subscription(filter_, session)
        client_id = session.client_id or ""
        if self._filters[client_id] >= MAX_SUBSCRIPTIONS:
            self._say("subscription refused: too many", username=session.username)
            return _SUBSCRIPTION_REFUSED
        granted = min(qos, 1)
        self._subscriptions.setdefault(filter_, []).append((session, granted))
        self._filters[client_id] += 1
        self._routes.clear()
        return granted

    def _del_subscription(self, a_filter: str, session: Session) -> int:
        self._routes.clear()
        deleted = super()._del_subscription(a_filter, session)
        if deleted:
            client_id = session.client_id or ""
            self._filters[client_id] -= deleted
            if not self._filters[client_id]:
                del self._filters[client_id]
        return deleted

    def _drop_subscriptions(self, session: Session) -> None:
        for filter_ in list(self._subscriptions):
            self._del_subscription(filter_, session)
        self._forget_empty_filters()

    def _forget_empty_filters(self) -> None:
        for filter_ in [filter_ for filter_, subscribers in self._subscriptions.items() if not subscribers]:
            del self._subscriptions[filter_]

    async def _handle_unsubscription(self, *arguments: Any) -> None:
        await super()._handle_unsubscription(*arguments)
        self._forget_empty_filters()
