"""The embedded broker: amqtt, with what it gets wrong put right.

What differs from amqtt 0.12.1, each held by a test:
- A client is authenticated before anything else happens: before a session is ended, restored or kept.
- A session belongs to the user who opened it; another user cannot take it over.
- Retained messages go only to who subscribes, not to everybody who connects (amqtt gives a new client all
  that match any other client's filters).
- A will outside the client's topics is dropped when it connects.
- A message is acknowledged after it has been routed; unacknowledged QoS 1 is sent again after a reconnect;
  messages keep their QoS, and the retain flag means retained.
- Who is revoked goes at once, with session, messages and will: amqtt asks who somebody is only once.
- Every packet is held against MQTT 3.1.1 before amqtt reads it; what is not of its form ends the connection.
- Everything held is bounded: packets, queues, retained messages, sessions, subscriptions, and connections of
  who has not been let in.
"""

from __future__ import annotations

import asyncio
import math
import socket
import ssl
from typing import Any

from amqtt.adapters import ReaderAdapter, WriterAdapter
from amqtt.broker import RetainedApplicationMessage, Server
from amqtt.contexts import BrokerConfig
from amqtt.errors import AMQTTError
from amqtt.events import BrokerEvents
from amqtt.mqtt.connack import IDENTIFIER_REJECTED, NOT_AUTHORIZED, SERVER_UNAVAILABLE, ConnackPacket
from amqtt.mqtt.protocol.broker_handler import BrokerProtocolHandler
from amqtt.session import Session

from broker_plugins import policy
from broker_plugins.amqtt_connection import GuardedHandler, PacketReader, PatientWriter
from broker_plugins.amqtt_departures import watch
from broker_plugins.amqtt_policy import CERTIFICATE
from broker_plugins.amqtt_subscriptions import GuardedSubscriptions
from broker_plugins.outbox import Outbox, Outgoing
from broker_plugins.policy import Action
from runtime.logging import get_logger

log = get_logger("broker")

MAX_SESSIONS = 5_000
MAX_STRANGERS = 1_000
"""Connections that have not been let in yet; beyond them the oldest is dropped for the newest."""
MAX_CLIENT_ID = 256
"""A longer client id is refused: it is kept with the session, and told in the log."""
MAX_RETAINED = 20_000
MAX_RETAINED_BYTES = 64_000_000
_CONNECT_S = 10.0
_TURN = 200
"""Retained topics looked through before others have their turn."""
_MAX_ROUTES = 20_000


class GuardedBroker(GuardedSubscriptions):
    """amqtt's broker behind our policy.

    Counters: `dropped`, `denied`, `refused`, `oversize`, `malformed`, `revoked`.
    """

    def __init__(
        self, config: BrokerConfig, listener: socket.socket, tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(config)
        self._tls = tls
        self._watching: asyncio.Task[None] | None = None
        self._listener = listener
        self._outboxes: dict[str, Outbox] = {}
        self._retained_bytes = 0
        self._open: set[PatientWriter] = set()
        self._strangers: dict[PatientWriter, None] = {}
        self.dropped = 0
        self.refused = 0
        self.oversize = 0
        self.malformed = 0
        self.revoked = 0

    async def start(self) -> None:
        """Serve, and look after who is in."""
        await super().start()
        self._watching = asyncio.get_running_loop().create_task(
            watch(self._sessions, self._policy.still_good, self._send_away)
        )

    async def _send_away(self, client_id: str, session: Session, handler: Any) -> None:
        """End a client that would not be let in any more, with its session, its messages and its will."""
        self.revoked += 1
        self._say("a client was revoked; disconnected", username=session.username)
        session.will_flag = False
        if isinstance(handler, GuardedHandler):
            await handler.end()
        if self._sessions.get(client_id, (None, None))[0] is session:
            self._drop_subscriptions(session)
            await self._cleanup_session(client_id)

    async def _create_server_instance(self, *_: Any) -> asyncio.Server:
        return await asyncio.start_server(
            lambda reader, writer: self.stream_connected(reader, writer, "default"),
            sock=self._listener,
            ssl=self._tls,
            ssl_handshake_timeout=None if self._tls is None else _CONNECT_S,
        )

    async def stream_connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, listener_name: str
    ) -> None:
        """Serve one connection; whatever happens on it stays on it."""
        packets, out = PacketReader(reader), PatientWriter(writer)
        self._open.add(out)
        self._admit_stranger(out)
        try:
            await self._client_connected(listener_name, packets, out)
        except Exception as fault:
            self._say("a connection failed", fault=f"{type(fault).__name__}: {fault}")
        finally:
            self._open.discard(out)
            self._strangers.pop(out, None)
            out.abort()
            if packets.fault is not None:
                self.malformed += 1
                self._say(
                    "a client does not keep to MQTT 3.1.1; disconnected",
                    peer=out.get_peer_info(),
                    fault=packets.fault,
                )
            if packets.oversize:
                self.oversize += 1
                self._say("a client sent a packet that is too large; disconnected", peer=out.get_peer_info())

    def _admit_stranger(self, out: PatientWriter) -> None:
        """Whoever means it says CONNECT at once, so the oldest of too many is the one to drop."""
        self._strangers[out] = None
        if len(self._strangers) > MAX_STRANGERS:
            oldest = next(iter(self._strangers))
            del self._strangers[oldest]
            oldest.abort()
            self.refused += 1
            self._say("too many connections that were not let in; the oldest was dropped")

    async def shutdown(self) -> None:
        """Stop serving, without waiting for any client."""
        if self._watching is not None:
            self._watching.cancel()
        for out in list(self._open):
            out.abort()
        await super().shutdown()
        self._outboxes.clear()

    async def _stop_handler(self, handler: BrokerProtocolHandler) -> None:
        if isinstance(handler, GuardedHandler):
            await handler.end()

    # Connecting

    async def _initialize_client_session(
        self, reader: ReaderAdapter, writer: WriterAdapter, remote_address: str, remote_port: int
    ) -> tuple[BrokerProtocolHandler, Session]:
        peer = f"{remote_address}:{remote_port}"
        try:
            async with asyncio.timeout(_CONNECT_S):
                handler, session = await GuardedHandler.init_from_connect(
                    reader, writer, self.plugins_manager
                )
        except Exception as fault:
            await writer.close()
            raise AMQTTError(f"no valid CONNECT from {peer}: {type(fault).__name__}") from None
        if not isinstance(handler, GuardedHandler) or session.client_id is None:
            raise AMQTTError("no client id")
        if isinstance(writer, PatientWriter) and writer.certificate is not None:
            session.attributes[CERTIFICATE] = writer.certificate
        if len(session.client_id) > MAX_CLIENT_ID:
            await self._refuse(writer, IDENTIFIER_REJECTED, session, peer, "the client id is too long")
        if not await self._authenticate(session, self.listeners_config["default"]):
            await self._refuse(writer, NOT_AUTHORIZED, session, peer, "unknown user name or wrong password")
        old, old_handler = self._sessions.get(session.client_id, (None, None))
        if old is not None and old.username != session.username:
            await self._refuse(writer, NOT_AUTHORIZED, session, peer, "another user's client id")
        if old is None and len(self._sessions) >= MAX_SESSIONS:
            await self._refuse(writer, SERVER_UNAVAILABLE, session, peer, "too many sessions")
        if session.will_flag and not self._will_allowed(session):
            self.denied += 1
            session.will_flag = False
            self._say(
                "will dropped: not this user's topic", username=session.username, topic=session.will_topic
            )
        session.keep_alive = math.ceil(session.keep_alive * 1.5)
        handler.attach(session, reader, writer)
        if isinstance(writer, PatientWriter):
            self._strangers.pop(writer, None)
        self._adopt(session, handler, old)
        if isinstance(old_handler, GuardedHandler):
            await old_handler.end()
        return handler, session

    async def _refuse(self, writer: WriterAdapter, code: int, session: Session, peer: str, why: str) -> None:
        self.refused += 1
        username = None if session.username is None else session.username[:64]
        self._say("connection refused", peer=peer, username=username, why=why)
        await ConnackPacket.build(0, code).to_stream(writer)
        await writer.close()
        raise AMQTTError(why)

    def _will_allowed(self, session: Session) -> bool:
        return session.will_topic is not None and self._policy.may(
            session, Action.PUBLISH, session.will_topic
        )

    def _adopt(self, session: Session, handler: GuardedHandler, old: Session | None) -> None:
        """Put the new session in the old one's place, with its subscriptions and messages if both persist."""
        client_id = session.client_id or ""
        kept = old is not None and not old.clean_session and not session.clean_session
        outbox = self._outboxes.get(client_id) if kept else None
        for subscribers in self._subscriptions.values():
            for place, (subscriber, qos) in enumerate(subscribers):
                if subscriber is old:
                    subscribers[place] = (session, qos)
        session.parent = int(outbox is not None)
        if outbox is None:
            self._drop_subscriptions(session)
            outbox = Outbox()
        self._outboxes[client_id] = handler.outbox = outbox
        handler.accept = self.accept
        self._sessions[client_id] = (session, handler)
        self._routes.clear()

    async def _handle_client_session(
        self,
        reader: ReaderAdapter,
        writer: WriterAdapter,
        client_session: Session,
        handler: BrokerProtocolHandler,
        server: Server,
        listener_name: str,
    ) -> None:
        if not isinstance(handler, GuardedHandler):
            raise TypeError("not our handler")
        client_id = client_session.client_id or ""
        client_session.transitions.connect()
        try:
            await handler.mqtt_connack_authorize(True)
            await self.plugins_manager.fire_event(
                BrokerEvents.CLIENT_CONNECTED, client_id=client_id, client_session=client_session
            )
            await handler.start()
            if self._sessions.get(client_id, (None, None))[1] is handler:
                handler.outbox.go_online(handler, writer)
            await self._client_message_loop(client_session, handler)
        finally:
            handler.outbox.go_offline(handler)
            await handler.end()
            if client_session.transitions.state == "connected":
                client_session.transitions.disconnect()
            mine = self._sessions.get(client_id, (None, None))[0] is client_session
            if mine and client_session.clean_session:
                await self._cleanup_session(client_id)

    async def _cleanup_session(self, client_id: str) -> None:
        await super()._cleanup_session(client_id)
        outbox = self._outboxes.pop(client_id, None)
        if outbox is not None and outbox.dropped:
            log.warning("messages were dropped for a slow client", client=client_id, dropped=outbox.dropped)

    # Subscribing

    async def _publish_retained_messages_for_subscription(
        self, subscription: tuple[str, int], session: Session
    ) -> None:
        filter_, qos = subscription
        outbox = self._outboxes.get(session.client_id or "")
        if outbox is None:
            return
        for number, topic in enumerate(list(self._retained_messages)):
            if number % _TURN == _TURN - 1:
                await asyncio.sleep(0)
            kept = self._retained_messages.get(topic)
            if kept is None:
                continue
            if policy.matches(filter_, topic) and self._policy.may(session, Action.RECEIVE, topic):
                self._put(
                    outbox, Outgoing(topic.encode(), bytes(kept.data), min(qos, kept.qos or 0, 1), True)
                )

    # Messages

    def accept(self, session: Session, topic: str, data: bytes, qos: int, retain: bool) -> bool:
        """Take in a client's message. False when the topic is none at all and the client must go.

        A topic that is not the client's is acknowledged and dropped: MQTT 3.1.1 has no other answer that does
        not make a correct client send it again for ever.
        """
        if not policy.valid_topic(topic):
            return False
        if not self._policy.may(session, Action.PUBLISH, topic):
            self.denied += 1
            self._say("message denied: not this user's topic", username=session.username, topic=topic[:200])
            return True
        self._route(topic, data, qos)
        if retain:
            self._retain(session, topic, data, qos)
        return True

    def _route(self, topic: str, data: bytes, qos: int) -> None:
        routes = self._routes.get(topic)
        if routes is None:
            routes = self._find_routes(topic)
        name = topic.encode()
        for session, granted in routes:
            outbox = self._outboxes.get(session.client_id or "")
            level = min(qos, granted)
            if outbox is not None and (outbox.online or (level and not session.clean_session)):
                self._put(outbox, Outgoing(name, data, level))

    def _put(self, outbox: Outbox, message: Outgoing) -> None:
        if not outbox.put(message):
            self.dropped += 1

    def _find_routes(self, topic: str) -> list[tuple[Session, int]]:
        """Who receives this topic: each client once, at the best QoS of its filters that match."""
        found: dict[str, tuple[Session, int]] = {}
        for filter_, subscribers in self._subscriptions.items():
            if not subscribers or not policy.matches(filter_, topic):
                continue
            for session, qos in subscribers:
                client_id = session.client_id or ""
                best = found.get(client_id)
                if (best is None or best[1] < qos) and self._policy.may(session, Action.RECEIVE, topic):
                    found[client_id] = (session, qos)
        if len(self._routes) >= _MAX_ROUTES:
            self._routes.clear()
        routes = self._routes[topic] = list(found.values())
        return routes

    def _retain(self, source: Session | None, topic: str, data: bytes, qos: int | None) -> None:
        before = self._retained_messages.pop(topic, None)
        self._retained_bytes -= len(before.data) if before else 0
        if not data:
            return
        if (
            len(self._retained_messages) >= MAX_RETAINED
            or self._retained_bytes + len(data) > MAX_RETAINED_BYTES
        ):
            self.dropped += 1
            self._say("no room for another retained message", topic=topic)
            return
        self._retained_bytes += len(data)
        self._retained_messages[topic] = RetainedApplicationMessage(source, topic, data, qos)

    # amqtt's own ways to the same places: wills, QoS 2, messages of the broker itself

    async def _broadcast_message(
        self,
        session: Session | None,
        topic: str | None,
        data: bytes | bytearray | None,
        force_qos: int | None = None,
    ) -> None:
        if topic is not None:
            self._route(topic, bytes(data or b""), 1 if force_qos is None else force_qos)

    async def retain_message(
        self,
        source_session: Session | None,
        topic_name: str | None,
        data: bytes | bytearray | None,
        qos: int | None = None,
    ) -> None:
        """Keep the last message of a topic for who subscribes later; an empty one clears it."""
        if topic_name is not None:
            self._retain(source_session, topic_name, bytes(data or b""), qos)

    async def _handle_message_delivery(
        self, client_session: Session, handler: BrokerProtocolHandler, wait_deliver: asyncio.Future[Any]
    ) -> bool:
        message = wait_deliver.result()
        if message is not None and isinstance(handler, GuardedHandler):
            taken = self.accept(
                client_session, message.topic, bytes(message.data), message.qos or 0, bool(message.retain)
            )
            if not taken:
                handler.hang_up()
        return True
