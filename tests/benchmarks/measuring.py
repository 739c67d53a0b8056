"""What one page costs: processor time of the web process, statements, bytes, waiting times; each beside the control."""

import statistics
import time
from dataclasses import dataclass, replace

from tests.benchmarks.server import storm

WARM_UP = 6
ROUNDS, LEAST_ROUNDS, PER_ROUND = 20, 4, 5
ENOUGH_SECONDS = 12
CONCURRENCY, STORM = 8, 80


@dataclass(frozen=True)
class Asked:
    """A page to measure: who asks, and its bar as (ratio to ref, statements); `binds` when the bar holds now.

    A form with "{revision}" in it is filled in anew for every request: a save names the revision it read, from 1 on.
    """

    name: str
    path: str
    who: str = "nobody"
    form: str | None = None
    status: int = 200
    bar: tuple[float, int] | None = None
    binds: bool = False
    is_stormed: bool = True

    def request(self, turn):
        """What the client sends, for the n-th time."""
        if self.form is None:
            return {"path": self.path}
        return {"path": self.path, "method": "POST", "data": self.form.replace("{revision}", str(turn + 1))}


@dataclass(frozen=True)
class Taken:
    """One page measured for itself; `per_second` with eight clients at once."""

    cpu_ms: float
    p50_ms: float
    p95_ms: float
    kilobytes: float
    per_second: float = 0.0


@dataclass(frozen=True)
class Cost:
    """A page beside the control that was measured with it."""

    page: Asked
    own: Taken
    ref: Taken
    statements: int
    repeated: int

    @property
    def ratio(self):
        """Processor time as a multiple of the control's."""
        return self.own.cpu_ms / self.ref.cpu_ms

    @property
    def is_missed(self):
        """Whether the page stays outside its bar."""
        return self.page.bar is not None and (
            round(self.ratio, 1) > self.page.bar[0] or self.statements > self.page.bar[1]
        )


class Visitor:
    """One client that asks one page again and again; an unexpected status is an error."""

    def __init__(self, server, page, cookies):
        self.server, self.page, self.cookies = server, page, cookies
        self.client = server.client()
        self.turn = 0
        self.spent, self.seconds = [], []

    def ask(self, *, counted=False):
        """Ask once."""
        self.client.cookie = self.cookies[self.turn % len(self.cookies)]
        answer = self.client.ask(**self.page.request(self.turn), counted=counted)
        self.turn += 1
        return expect(answer, self.page)

    def ask_round(self):
        """Ask a few times; the processor time of all workers is counted over the whole round."""
        before = self.server.cpu_seconds()
        self.seconds += [self.ask().seconds for _ in range(PER_ROUND)]
        self.spent.append((self.server.cpu_seconds() - before) / PER_ROUND)

    def taken(self, body):
        """What it came to."""
        return Taken(
            cpu_ms=statistics.median(self.spent) * 1000,
            p50_ms=statistics.median(self.seconds) * 1000,
            p95_ms=statistics.quantiles(self.seconds, n=20)[-1] * 1000,
            kilobytes=len(body) / 1000,
        )


def measure(server, page, cookies, control):
    """Measure a page and the control in turns, so that what else the machine does weighs on both."""
    visitor, other = Visitor(server, page, cookies), Visitor(server, control, [""])
    counted = visitor.ask(counted=True)
    body = other.ask().body
    for _turn in range(WARM_UP):
        visitor.ask()
        other.ask()
    begin = time.perf_counter()
    for number in range(ROUNDS):
        other.ask_round()
        visitor.ask_round()
        if number + 1 >= LEAST_ROUNDS and time.perf_counter() - begin > ENOUGH_SECONDS:
            break
    own, ref = visitor.taken(counted.body), other.taken(body)
    if page.is_stormed:
        total = max(2 * CONCURRENCY, min(STORM, int(STORM / own.p50_ms * 100)))
        ref = replace(ref, per_second=_storm(server, control, [""], STORM))
        own = replace(own, per_second=_storm(server, page, cookies, total))
    return Cost(
        page, own, ref, statements=int(counted.headers["x-statements"]), repeated=int(counted.headers["x-repeated"])
    )


def _storm(server, page, cookies, total):
    answers, seconds = storm(server, cookies, page.request, concurrency=CONCURRENCY, total=total)
    for answer in answers:
        expect(answer, page)
    return total / seconds


def expect(answer, page):
    """The answer, when its status is the page's."""
    if answer.status != page.status:
        raise AssertionError(f"{page.name} ({page.path}) answered {answer.status}, not {page.status}")
    return answer
