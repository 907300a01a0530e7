"""Logs: one JSON line each on standard error, without text, names, numbers or secrets (P6).

Events carry codes and counts. Libraries that print addresses or URLs are kept at WARNING.
"""

import logging
import sys

import structlog

QUIET = ("httpx", "httpcore", "aiohttp", "telegram", "rq", "asyncio", "uvicorn.access", "urllib3")


def configure(level: int = logging.INFO) -> None:
    """Set up logging for a process. Call once, before anything logs."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Looked up each time: a test or a supervisor may have replaced standard error.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
