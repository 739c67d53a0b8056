"""The benchmark asks pages that answer, as the people it says; whether they are fast is measured by `make bench`."""

import pytest

from innovet.exports.domain.jobs import start_export
from innovet.exports.domain.running import run_export
from innovet.exports.enums import ExportFormat, ExportState
from innovet.kit import clock
from tests.benchmarks.data import World, cookie_of
from tests.benchmarks.heavy import EXPORT_TABLE
from tests.benchmarks.pages import pages_after_round, pages_of

pytestmark = pytest.mark.django_db
SIZE = 24


@pytest.fixture
def world():
    world = World()
    world.grow(SIZE)
    return world


def ask(client, world, page):
    people = {"coordinator": world.coordinator, "owner": world.owner, "reader": world.readers[0]}
    client.cookies.load(cookie_of(people[page.who]) if page.who in people else "")
    sent = page.request(0)
    if sent.get("method") == "POST":
        return client.post(sent["path"], sent["data"], content_type="application/x-www-form-urlencoded")
    return client.get(sent["path"])


def test_every_page_of_the_benchmark_answers_as_expected(client, world):
    answers = {page.name: (ask(client, world, page).status_code, page.status) for page in pages_of(world)}
    assert {name: given for name, (given, expected) in answers.items() if given != expected} == {}


def test_the_ranking_answers_when_the_round_is_closed(client, world):
    with world.round_closed():
        assert [ask(client, world, page).status_code for page in pages_after_round(world)] == [200]


def test_the_coordinator_exports_every_score_that_was_handed_in(world):
    job = start_export(EXPORT_TABLE, ExportFormat.CSV, by=world.coordinator, at=clock.now())
    run_export(job, now=clock.now)
    job.refresh_from_db()
    assert job.state == ExportState.DONE
    assert job.total_count == SIZE * 3 * 3 * 3 // 4
