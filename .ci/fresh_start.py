"""What a visitor does on a fresh machine: clone, one command, home, catalogue, one sign-in, stop."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_PAGE_SECONDS, STOP_SECONDS = 20, 10
OWN = ("INNOVET", "DATABASE", "REDIS", "TEST_", "DJANGO", "VIRTUAL_ENV", "PYTEST", "MAKE", "UV_PROJECT", "PYTHONPATH")
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith(OWN)}


def say(words: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"   {words}\n")
    sys.stdout.flush()


def expect(condition: object, words: str) -> None:
    """Fail with words."""
    if not condition:
        raise SystemExit(f"fresh start: {words}")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Visitor:
    """A browser without a screen: cookies, forms, redirects."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        """The page at a path; anything but 200 raises."""
        return self.open(self.base + path)

    def open(self, request: "str | urllib.request.Request") -> str:
        """The page that answers a request, after its redirects."""
        try:
            with self.opener.open(request, timeout=20) as answer:
                self.address = answer.geturl()
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            raise SystemExit(f"fresh start: {error.url} answers {error.code}") from error

    def sign_in(self, email: str, password: str) -> str:
        """Fill in the sign-in form; the page that follows."""
        page = self.get("/account/aanmelden/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        expect(token, "the sign-in page has no form")
        fields = {"csrfmiddlewaretoken": token[1] if token else "", "login": email, "password": password}
        request = urllib.request.Request(  # noqa: S310
            self.address, urllib.parse.urlencode(fields).encode(), {"Referer": self.address}
        )
        return self.open(request)


def wait_for_first_page(process: "subprocess.Popen[str]", log: Path) -> float:
    """Seconds until the command tells its address."""
    began = time.monotonic()
    while "InnoVET runs at" not in log.read_text(encoding="utf-8"):
        expect(process.poll() is None, "start ended: " + log.read_text(encoding="utf-8")[-2000:])
        expect(time.monotonic() - began < 6 * FIRST_PAGE_SECONDS, "no first page")
        time.sleep(0.2)
    return time.monotonic() - began


def visit(base: str, told: str) -> None:
    """Home, catalogue, and the last of the sign-ins that the command shows."""
    visitor = Visitor(base)
    expect("<h1" in visitor.get("/"), "the home page has no heading")
    expect("<h1" in visitor.get("/leermiddelen/"), "the catalogue has no heading")
    password = re.search(r"password of each is (\S+)", told)
    addresses = re.findall(r"\S+@demo\.\S+", told)
    expect(password and addresses, "start shows no sign-ins")
    visitor.sign_in(addresses[-1], password[1] if password else "")
    expect("/account/aanmelden" not in visitor.address, f"{addresses[-1]} cannot sign in")
    say(
        f"home, catalogue, and a sign-in as {addresses[-1]} that leads to {urllib.parse.urlsplit(visitor.address).path}"
    )


def main() -> None:
    """Clone, install, start, visit, stop."""
    with tempfile.TemporaryDirectory(prefix="innovet-fresh-") as folder:
        clone, log, port = Path(folder) / "clone", Path(folder) / "log", free_port()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        subprocess.run(["uv", "sync", "--quiet", "--no-dev"], check=True, cwd=clone, env=ENVIRONMENT)
        command = ["uv", "run", "--no-dev", "manage.py", "start", "--port", str(port), "--data", f"{folder}/data"]
        with log.open("w", encoding="utf-8") as output:
            process = subprocess.Popen(
                command, cwd=clone, env=ENVIRONMENT, stdout=output, stderr=subprocess.STDOUT, text=True
            )
        try:
            seconds = wait_for_first_page(process, log)
            say(f"first page after {seconds:.1f}s")
            expect(seconds <= FIRST_PAGE_SECONDS, f"the first page took {seconds:.1f}s")
            visit(f"http://localhost:{port}", log.read_text(encoding="utf-8"))
        finally:
            process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            try:
                process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise SystemExit(f"fresh start: not stopped after {STOP_SECONDS}s") from None
        say(f"stopped after {time.monotonic() - began:.1f}s")


if __name__ == "__main__":
    main()
