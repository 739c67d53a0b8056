"""Measures the portal against plain Django in the same server and writes docs/performance.md.

Needs PostgreSQL (BENCH_SERVER, by default postgres://postgres@127.0.0.1:5432); makes and drops its own database.
"""

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2

from tests.benchmarks.server import ROOT, environment, running

SERVER = os.environ.get("BENCH_SERVER", "postgres://postgres@127.0.0.1:5432")
DATABASE = "innovet_bench"
SIZES = tuple(int(size) for size in os.environ.get("BENCH_SIZES", "50,300,3000").split(","))
# Each save of a reader leaves a message in the session; a session of its own keeps them from piling up.
SESSIONS = {"reader": 120}


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
    from tests.benchmarks.data import World
    from tests.benchmarks.heavy import measure_export, measure_registrations
    from tests.benchmarks.pages import pages_after_round
    from tests.benchmarks.reporting import Findings, write_report
    from tests.benchmarks.views import add_control_rows

    add_control_rows()
    world = World()
    cookies = _cookies(world)
    findings = Findings(_machine())
    with running(database_url, folder) as server:
        findings.memory["the start"] = server.memory_mb()
        for size in SIZES:
            world.grow(size)
            _analyse()
            findings.pages[size] = _measure_pages(server, world, cookies)
            findings.memory[f"the pages of {size:,} proposals"] = server.memory_mb()
            with world.round_closed():
                findings.pages[size] += [_measure(server, page, cookies) for page in pages_after_round(world)]
            findings.memory[f"the ranking of {size:,} proposals"] = server.memory_mb()
            findings.exports[size] = measure_export(world)
        half = len(world.guests) // 2
        for concurrency, guests in ((8, world.guests[:half]), (32, world.guests[half:])):
            findings.registrations.append(measure_registrations(server, world, concurrency, guests))
        findings.memory["the registrations"] = server.memory_mb()
    return write_report(findings)


def _cookies(world):
    from tests.benchmarks.data import cookie_of

    people = {"coordinator": world.coordinator, "owner": world.owner, "reader": world.readers[0]}
    return {"nobody": [""]} | {
        name: [cookie_of(person) for _ in range(SESSIONS.get(name, 1))] for name, person in people.items()
    }


def _measure_pages(server, world, cookies):
    from tests.benchmarks.pages import CONTROLS, pages_of

    return [_measure(server, page, cookies) for page in (*CONTROLS, *pages_of(world))]


def _measure(server, page, cookies):
    from tests.benchmarks.measuring import measure
    from tests.benchmarks.pages import REF

    cost = measure(server, page, cookies[page.who], REF)
    mark = "  missed" if cost.is_missed else ""
    print(f"{page.name:<30} {cost.ratio:6.1f} ref {cost.statements:4d} statements{mark}", file=sys.stderr)  # noqa: T201
    return cost


def _analyse():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _machine():
    head = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
    return f"Measured at commit {head.stdout.strip()}; {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


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
