"""What the service writes down: one line of JSON an event, to standard error, without values of requests."""

import sys

import structlog


def configure() -> None:
    """Set up logging for this process. Tracebacks hold no local variables: those may be names, passwords or tokens."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        # Standard error as it is when something is written, not as it was at the start.
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
