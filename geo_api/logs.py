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
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
