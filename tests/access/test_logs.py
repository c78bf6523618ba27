"""What is written down when something goes wrong: the event, and no value of a request."""

import json
from collections.abc import Iterator

import pytest
import structlog
from fastapi.testclient import TestClient

from geo_api import logs
from geo_api.reading import ReadAs


@pytest.fixture
def defaults() -> Iterator[None]:
    """Logging as it was before, when the test is over: other tests have other standard errors."""
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("defaults")
def test_an_unexpected_error_is_one_line_without_values(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def fail(*_: object) -> None:
        secret = "s3cret of the frame"
        raise RuntimeError(len(secret))

    logs.configure()
    monkeypatch.setattr(ReadAs, "rows", fail)
    answer = client.get("/health/ready", headers={"Authorization": "Bearer s3cret"})
    assert answer.status_code == 500
    assert answer.json()["detail"] == "Máy chủ gặp lỗi ngoài dự kiến."
    written = capsys.readouterr()
    assert written.out == ""
    lines = [json.loads(line) for line in written.err.splitlines()]
    assert [(line["event"], line["level"], line["path"]) for line in lines] == [
        ("unexpected", "error", "/health/ready")
    ]
    assert "RuntimeError" in lines[0]["exception"]
    assert "s3cret" not in written.err
