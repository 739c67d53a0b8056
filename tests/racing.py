"""Two people at once: the same work on several connections at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def at_once(work, *, workers=4):
    """Call work(barrier) in several threads, each with its own connection; what one raises is raised here."""
    barrier = threading.Barrier(workers, timeout=10)

    def run():
        try:
            return work(barrier)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(run) for _worker in range(workers)]
    return [future.result() for future in futures]
