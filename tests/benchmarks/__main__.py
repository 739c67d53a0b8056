"""Measures the portal against plain Django in the same server and writes docs/performance.md.

Needs PostgreSQL (BENCH_SERVER, by default postgres://postgres@127.0.0.1:5432); makes and drops its own database.
"""

import os
import platform
import sys
import tempfile
import time
from pathlib import Path

import psycopg2

from tests.benchmarks.server import ROOT, environment, running, storm

SERVER = os.environ.get("BENCH_SERVER", "postgres://postgres@127.0.0.1:5432")
DATABASE = "innovet_bench"
SIZES = tuple(int(size) for size in os.environ.get("BENCH_SIZES", "50,300,3000").split(","))
REGISTRATIONS = 400


def main():
    _make_database()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment(f"{SERVER}/{DATABASE}", folder))
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", run_syncdb=True, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        try:
            report = _run(f"{SERVER}/{DATABASE}", Path(folder))
        finally:
            connections.close_all()
            _drop_database()
    (ROOT / "docs" / "performance.md").write_text(report, encoding="utf-8")
    print(report)  # noqa: T201


def _run(database_url, folder):
    from tests.benchmarks.data import World, cookie_of
    from tests.benchmarks.pages import pages_of
    from tests.benchmarks.reporting import write_report

    world = World()
    cookies = {"": ""} | {name: cookie_of(getattr(world, name)) for name in ("coordinator", "owner")}
    cookies["reader"] = cookie_of(world.readers[0])
    results = {}
    with running(database_url, folder) as server:
        for size in SIZES:
            world.grow(size)
            _analyse()
            results[size] = _measure_all(server, world, cookies)
        registrations = [_register(server, world, concurrency) for concurrency in (8, 32)]
        memory = server.memory_mb()
    return write_report(results, pages_of(world), registrations, memory, exports=_export(world), machine=_machine())


def _measure_all(server, world, cookies):
    from tests.benchmarks.measuring import measure
    from tests.benchmarks.pages import CONTROLS, pages_of

    costs = [measure(server, page, cookies[page.who]) for page in CONTROLS]
    for page in pages_of(world):
        ref = measure(server, CONTROLS[1], "")
        cost = measure(server, page, cookies[page.who])
        cost.ref_cpu_ms = ref.cpu_ms
        costs.append(cost)
        print(f"{cost.name:<40} {cost.ratio:5.1f} ref {cost.statements:3d} statements", file=sys.stderr)  # noqa: T201
    return costs


def _register(server, world, concurrency):
    """Registrations per second against the control POST, and whether the places are exact."""
    from tests.benchmarks.data import CSRF, cookie_of

    places = REGISTRATIONS // 2
    event = world.new_event(places)
    guests = world.guests[:REGISTRATIONS] if concurrency == 8 else world.guests[REGISTRATIONS : 2 * REGISTRATIONS]
    cookies = [cookie_of(guest) for guest in guests]
    post = {"method": "POST", "data": f"csrfmiddlewaretoken={CSRF}&remark=&table="}
    _answers, control = storm(
        server, cookies, lambda _turn: post | {"path": "/control/post/"}, concurrency=concurrency, total=REGISTRATIONS
    )
    answers, seconds = storm(
        server,
        cookies,
        lambda _turn: post | {"path": f"/bijeenkomsten/{event.pk}/inschrijven/"},
        concurrency=concurrency,
        total=REGISTRATIONS,
    )
    wrong = [answer.status for answer in answers if answer.status != 302]
    if wrong:
        raise AssertionError(f"Registrations answered {wrong[:5]}")
    event.refresh_from_db()
    exact = (event.confirmed_count, event.waiting_count) == (places, REGISTRATIONS - places)
    return {
        "concurrency": concurrency,
        "per_second": REGISTRATIONS / seconds,
        "ratio": control / seconds,
        "exact": exact,
    }


def _export(world):
    """The CSV of all reviews, made by the job itself: processor time, statements, rows."""
    from django.db import connection

    from innovet.exports.domain.jobs import start_export
    from innovet.exports.domain.running import run_export
    from innovet.exports.enums import ExportFormat
    from innovet.kit import clock

    count = 0

    def counter(execute, sql, params, many, context):
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    found = []
    for _turn in range(2):
        job = start_export("scores", ExportFormat.CSV, by=world.coordinator, at=clock.now())
        count, begin = 0, time.process_time()
        with connection.execute_wrapper(counter):
            run_export(job, now=clock.now)
        found.append((time.process_time() - begin, count))
    job.refresh_from_db()
    return {"cpu_ms": found[-1][0] * 1000, "statements": found[-1][1], "state": str(job.state)}


def _analyse():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _machine():
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def _execute(statement):
    connection = psycopg2.connect(f"{SERVER}/postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def _make_database():
    _drop_database()
    _execute(f"CREATE DATABASE {DATABASE}")


def _drop_database():
    _execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


if __name__ == "__main__":
    main()
