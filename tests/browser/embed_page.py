"""A page of another site with our maps in it, for tests."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Frame, Page

READY = "heard.find(([, told]) => told.type === 'wardmap:ready')"
RULE = "/embed/coverage/wifi.public-place"
PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Phường</title>
<h1>Trang của phường</h1><script>
window.heard = []; window.events = [];
addEventListener("message", (e) => heard.push([e.origin, e.data]));
for (const name of ["ready", "select", "refused"])
  addEventListener("wardmap-" + name, (e) => events.push([name, e.detail]));
</script>%s</html>"""


@dataclass
class Elsewhere:
    """The page of another site, what is in it, and what the browser did with it. ours: the service's origin."""

    page: Page
    address: str
    ours: str
    body: list[str]
    sent: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def show(self, body: str) -> None:
        self.body[:] = [PAGE % body]
        self.page.goto(self.address)

    @property
    def frame(self) -> Frame:
        return self.page.frames[1]

    def until(self, condition: str) -> Any:
        """What a script of the page gives, as soon as that is something."""
        self.page.wait_for_function(condition)
        return self.page.evaluate(condition)

    def send(self, message: dict[str, Any]) -> None:
        self.page.evaluate("(m) => document.querySelector('iframe').contentWindow.postMessage(m, '*')", message)


def ward(ours: str, page: Page, name: str) -> int:
    answer = page.request.get(f"{ours}/api/v1/units", params={"level": "commune", "q": name, "limit": "1"})
    return int(answer.json()["units"][0]["id"])


def iframe(ours: str, path: str) -> str:
    return f'<iframe src="{ours}{path}" title="Wifi" width="600" height="450"></iframe>'
