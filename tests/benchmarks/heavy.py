"""What is measured beside the pages: many people registering at once, and an export of all reviews."""

import time

from tests.benchmarks.data import CSRF, cookie_of
from tests.benchmarks.server import storm

REGISTRATIONS, ROUNDS = 400, 4
EXPORT_TABLE = "reviews"


def measure_registrations(server, world, concurrency, guests):
    """Registrations per second beside the control POST; half of them find the meeting full, and places stay exact."""
    event = world.new_event(REGISTRATIONS // 2)
    cookies = [cookie_of(guest) for guest in guests[:REGISTRATIONS]]
    form = {"method": "POST", "data": f"csrfmiddlewaretoken={CSRF}&remark=&table="}
    share, spent = REGISTRATIONS // ROUNDS, {"/control/post/": 0.0, f"/bijeenkomsten/{event.pk}/inschrijven/": 0.0}
    for number in range(ROUNDS):
        for path, status in zip(spent, (200, 302), strict=True):
            answers, seconds = storm(
                server,
                cookies[number * share : (number + 1) * share],
                lambda _turn, path=path: form | {"path": path},
                concurrency=concurrency,
                total=share,
            )
            if wrong := [answer.status for answer in answers if answer.status != status]:
                raise AssertionError(f"{path} answered {wrong[:5]}")
            spent[path] += seconds
    event.refresh_from_db()
    control, real = spent.values()
    return {
        "concurrency": concurrency,
        "per_second": REGISTRATIONS / real,
        "control_per_second": REGISTRATIONS / control,
        "is_exact": (event.confirmed_count, event.waiting_count) == (REGISTRATIONS // 2, REGISTRATIONS // 2),
    }


def measure_export(world):
    """The CSV of all reviews, made by the job itself: processor time, statements, rows, bytes."""
    from django.db import connection

    from innovet.exports.domain.jobs import start_export
    from innovet.exports.domain.running import run_export
    from innovet.exports.enums import ExportFormat, ExportState
    from innovet.kit import clock

    statements, spent = [], []

    def note(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    for _turn in range(3):
        job = start_export(EXPORT_TABLE, ExportFormat.CSV, by=world.coordinator, at=clock.now())
        statements.clear()
        begin = time.process_time()
        with connection.execute_wrapper(note):
            run_export(job, now=clock.now)
        spent.append(time.process_time() - begin)
        job.refresh_from_db()
        if job.state != ExportState.DONE:
            raise AssertionError(f"The export ended {job.state}: {job.reason}")
    return {
        "cpu_ms": min(spent) * 1000,
        "statements": len(statements),
        "rows": job.total_count,
        "kilobytes": job.file.size / 1000,
    }
