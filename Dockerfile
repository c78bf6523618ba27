# syntax=docker/dockerfile:1
FROM python:3.13-slim-trixie AS build
WORKDIR /src
RUN python -m venv /opt/wardmap
COPY requirements.lock ./
RUN --mount=type=cache,target=/root/.cache/pip \
    /opt/wardmap/bin/pip install --require-hashes -r requirements.lock
COPY . .
RUN --mount=type=cache,target=/root/.cache/pip \
    /opt/wardmap/bin/pip wheel --no-deps --wheel-dir /wheels . \
    && /opt/wardmap/bin/pip install --no-deps /wheels/*.whl

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin wardmap
# Where uploads are; a volume put there begins with this owner.
RUN install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /opt/wardmap /opt/wardmap
ENV PATH=/opt/wardmap/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /tmp
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
# Behind a proxy that keeps idle connections for 60 s; ours live longer, so that none is closed just when it is used.
CMD ["uvicorn", "geo_api.app:from_environment", "--factory", "--host", "0.0.0.0", "--port", "8000", \
    "--workers", "2", "--http", "geo_api.tiles.wire:TileProtocol", "--ws", "none", "--no-access-log", "--no-server-header", \
    "--timeout-keep-alive", "75", "--timeout-graceful-shutdown", "10"]
