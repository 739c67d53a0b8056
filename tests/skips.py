"""Tests skip by their mark when a service or browser is missing; in CI a skip is a failure.

INNOVET_MAY_SKIP names the marks that may skip in a run (none when empty); without it all may.
"""

import os
import shutil

import pytest
from django.conf import settings
from django.db import connection

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


def pytest_runtest_setup(item):
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set DATABASE_URL")
    if item.get_closest_marker("redis") and not settings.REDIS_URL:
        pytest.skip("needs Redis: set REDIS_URL")
    if item.get_closest_marker("e2e") and not CHROMIUM:
        pytest.skip("needs Chromium: apt install chromium, or name one in CHROMIUM")


class Skips:
    def __init__(self, allowed):
        self.allowed = allowed
        self.found = []

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report):
        if report.skipped and not hasattr(report, "wasxfail") and not self.allowed & set(report.keywords):
            self.found.append(f"{report.nodeid} {report.longrepr[2] if isinstance(report.longrepr, tuple) else ''}")

    @pytest.hookimpl
    def pytest_collectreport(self, report):
        if report.skipped:
            self.found.append(f"{report.nodeid} {report.longrepr}")

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter):
        for line in self.found:
            terminalreporter.write_line(f"SKIPPED WHERE IT MUST RUN {line}", red=True)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        if self.found and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_configure(config):
    allowed = os.environ.get("INNOVET_MAY_SKIP")
    if allowed is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Skips(set(filter(None, allowed.split(",")))), "skips")
