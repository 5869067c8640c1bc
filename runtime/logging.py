"""The one logging set-up: structlog, and what libraries say through the standard library, to stderr."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, cast

import structlog
from structlog.typing import FilteringBoundLogger, Processor

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}

_QUIET = {
    "amqtt": logging.ERROR,
    "transitions": logging.ERROR,
    "asyncio": logging.WARNING,
    # It tells every address in full, and some addresses are secrets.
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,
    "pymodbus": logging.ERROR,
    "uvicorn": logging.WARNING,
    "uvicorn.access": logging.ERROR,
    "websockets": logging.WARNING,
}
"""Libraries that speak of their inner life; ours says what matters in its own words."""

_SECRETS = ("password", "passwd", "secret", "token", "credential_hash")


def configure(level: str = "info", json: bool | None = None) -> None:
    """Set up logging for this process; call it once, first thing in a main function.

    JSON lines when stderr is not a terminal, or when `json` says so; coloured text otherwise.
    """
    if level not in LEVELS:
        raise ValueError(f"no such log level: {level!r}; one of {', '.join(LEVELS)}")
    as_json = not sys.stderr.isatty() if json is None else json
    last: list[Processor] = (
        [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if as_json
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(LEVELS[level])
    for name, quiet in _QUIET.items():
        logging.getLogger(name).setLevel(quiet)


def set_level(level: str) -> None:
    """Say more or less from now on. Raises ValueError for a level there is not."""
    if level not in LEVELS:
        raise ValueError(f"no such log level: {level!r}; one of {', '.join(LEVELS)}")
    logging.getLogger().setLevel(LEVELS[level])


def get_logger(name: str) -> FilteringBoundLogger:
    """A logger that takes an event and named values: `log.info("connected", host=host)`."""
    return cast("FilteringBoundLogger", structlog.stdlib.get_logger(name))


def _route_to_standard_library() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def hide_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor that blanks values whose name says they are secret, however deep."""
    for key, value in event.items():
        if any(word in key.lower() for word in _SECRETS):
            event[key] = "***"
        elif isinstance(value, dict):
            event[key] = hide_secrets(None, "", dict(value))
    return event


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
    hide_secrets,
]

# Before `configure`, structlog would print to stdout, where only READY lines belong.
_route_to_standard_library()
