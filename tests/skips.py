"""Makes a skipped test a failure: `pytest -p tests.skips --may-skip=postgres,redis`.

Without services some tests may skip; in CI every test must run in the stage that has what it needs.
"""

import pytest


def pytest_addoption(parser):
    parser.addoption("--may-skip", default="", help="marks whose tests may skip in this run, comma-separated")


class Skips:
    def __init__(self, allowed):
        self.allowed = allowed
        self.found = []

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report):
        if report.skipped and not hasattr(report, "wasxfail") and not self.allowed & set(report.keywords):
            self.found.append((report.nodeid, report.longrepr[2] if isinstance(report.longrepr, tuple) else ""))

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter):
        for nodeid, reason in self.found:
            terminalreporter.write_line(f"SKIPPED WHERE IT MUST RUN {nodeid} {reason}", red=True)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        if self.found and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        allowed = set(filter(None, config.getoption("--may-skip").split(",")))
        config.pluginmanager.register(Skips(allowed), "skips")
