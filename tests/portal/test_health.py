import json

import pytest
import structlog
from django.db import DatabaseError, connection
from structlog.testing import capture_logs

from innovet.portal import middleware
from innovet.portal.management.commands.start import _clear


def test_healthz_needs_no_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_readyz_names_what_works(client):
    answer = client.get("/readyz")
    assert (answer.status_code, json.loads(answer.content)) == (200, {"database": True, "storage": True})


@pytest.mark.django_db
def test_readyz_is_503_when_the_database_is_gone(client, monkeypatch):
    def broken(*_args, **_kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", broken)
    answer = client.get("/readyz")
    assert (answer.status_code, json.loads(answer.content)["database"]) == (503, False)


@pytest.mark.django_db
def test_readyz_is_503_when_the_storage_cannot_be_written(client, settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.MEDIA_ROOT = str(tmp_path / "file" / "below")
    assert client.get("/readyz").status_code == 503


def test_the_request_log_names_the_route_and_nothing_of_the_visitor(client, monkeypatch):
    monkeypatch.setattr(middleware, "log", structlog.get_logger("test"))
    with capture_logs() as lines:
        answer = client.get("/healthz?token=secret", REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Browser/1")
    (line,) = [line for line in lines if line["event"] == "request"]
    assert (line["route"], line["status"], line["method"]) == ("healthz", 200, "GET")
    assert not any(word in str(line) for word in ("192.0.2.7", "Browser", "secret"))
    assert len(answer["X-Request-ID"]) == 32


def test_server_timing_is_shown_in_local_mode_only(client, settings):
    assert "Server-Timing" not in client.get("/healthz").headers
    settings.IS_LOCAL = True
    assert "total;dur=" in client.get("/healthz")["Server-Timing"]


def test_a_fresh_start_leaves_files_of_others(tmp_path):
    for name in ("innovet.sqlite3", "innovet.sqlite3-wal", "notes.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "files").mkdir()
    _clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
