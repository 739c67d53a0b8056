"""The server under measure: granian as in production, two workers, on a free port of this machine."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = os.sysconf("SC_PAGE_SIZE")
READY_SECONDS = 60


@dataclass
class Answer:
    status: int
    body: bytes
    headers: dict
    seconds: float


@dataclass
class Server:
    process: subprocess.Popen
    port: int

    def workers(self):
        """The pids that answer requests: the children of granian."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def cpu_seconds(self):
        """Processor time of all workers, user and system, to the nanosecond: Linux has a clock for each process."""
        return sum(time.clock_gettime(~pid << 3 | 2) for pid in self.workers())

    def memory_mb(self):
        """The largest resident size of a worker."""
        return max(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1e6 for pid in self.workers())

    def client(self, cookie=""):
        return Client(self.port, cookie)


@dataclass
class Client:
    port: int
    cookie: str = ""
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self):
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, path, *, method="GET", data=None, counted=False):
        headers = {"Host": "localhost", "X-Forwarded-Proto": "https"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if counted:
            headers["X-Count"] = "1"
        if data is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": "https://localhost/"}
        begin = time.perf_counter()
        self.connection.request(method, path, body=data, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, body, headers, time.perf_counter() - begin)

    def close(self):
        self.connection.close()


@contextmanager
def running(database_url, data_dir):
    """A server on the given database; it ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
            *("--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "error"),
            "innovet.wsgi:application",
        ],
        cwd=ROOT,
        env=environment(database_url, data_dir),
        start_new_session=True,
    )
    try:
        server = Server(process, port)
        _wait(server)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def environment(database_url, data_dir):
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "INNOVET_MODE": "production",
        "INNOVET_DATA": str(data_dir),
        "SECRET_KEY": "only-for-the-benchmark-" * 3,
        "ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": database_url,
        "MAIL_URL": "smtp://127.0.0.1:1",
        "LOG_LEVEL": "ERROR",
        "MALLOC_ARENA_MAX": "2",  # as in the Dockerfile
        "PYTHONPATH": str(ROOT),
    }


def _wait(server):
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            if server.client().ask("/readyz").status == 200:
                return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise TimeoutError("The server did not become ready.")
        time.sleep(0.1)


def storm(server, cookies, make_request, *, concurrency, total):
    """Send `total` requests from `concurrency` threads; returns the answers and the seconds they took together."""
    answers, lock = [], threading.Lock()
    turns = iter(range(total))

    def work():
        client = server.client()
        while True:
            with lock:
                turn = next(turns, None)
            if turn is None:
                break
            client.cookie = cookies[turn % len(cookies)]
            answer = client.ask(**make_request(turn))
            with lock:
                answers.append(answer)
        client.close()

    threads = [threading.Thread(target=work) for _ in range(concurrency)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, time.perf_counter() - begin
