"""What one page costs: processor time of the web process, statements, bytes, waiting times."""

import statistics
from dataclasses import dataclass

from tests.benchmarks.server import storm

WARM_UP = 8
LEAST, MOST = 40, 300
ENOUGH_SECONDS = 1.2
STORM = 160


@dataclass
class Cost:
    name: str
    cpu_ms: float
    p50_ms: float
    p95_ms: float
    per_second: float
    statements: int
    repeated: int
    kilobytes: float
    ref_cpu_ms: float = 0.0

    @property
    def ratio(self):
        return self.cpu_ms / self.ref_cpu_ms if self.ref_cpu_ms else 0.0


def measure(server, page, cookie):
    """Ask one page again and again from one client, then from eight; raises on an unexpected status."""
    client = server.client(cookie)
    counted = _expect(client.ask(page.path, method=page.method, data=page.body(0), counted=True), page)
    for turn in range(WARM_UP):
        _expect(client.ask(page.path, method=page.method, data=page.body(turn)), page)
    before, times = server.cpu_seconds(), []
    while len(times) < LEAST or (len(times) < MOST and server.cpu_seconds() - before < ENOUGH_SECONDS):
        times.append(_expect(client.ask(page.path, method=page.method, data=page.body(len(times))), page).seconds)
    cpu = (server.cpu_seconds() - before) / len(times)
    client.close()
    answers, seconds = storm(
        server,
        [cookie],
        lambda turn: {"path": page.path, "method": page.method, "data": page.body(turn)},
        concurrency=8,
        total=STORM,
    )
    for answer in answers:
        _expect(answer, page)
    return Cost(
        name=page.name,
        cpu_ms=cpu * 1000,
        p50_ms=statistics.median(times) * 1000,
        p95_ms=sorted(times)[int(len(times) * 0.95) - 1] * 1000,
        per_second=STORM / seconds,
        statements=int(counted.headers["x-statements"]),
        repeated=int(counted.headers["x-repeated"]),
        kilobytes=len(counted.body) / 1000,
    )


def _expect(answer, page):
    if answer.status != page.status:
        raise AssertionError(f"{page.method} {page.path} answered {answer.status}, not {page.status}")
    return answer


@dataclass(frozen=True)
class Asked:
    """A page to measure: who asks, and its bar as (ratio to ref, statements); `binds` when the bar holds now."""

    name: str
    path: str
    who: str = ""
    method: str = "GET"
    status: int = 200
    form: str | None = None
    bar: tuple[float, int] | None = None
    binds: bool = False

    def body(self, _turn):
        return self.form
