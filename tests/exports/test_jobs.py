import csv
import datetime
import io
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from innovet.accounts.models import RoleGrant
from innovet.exports import tasks
from innovet.exports.domain import running
from innovet.exports.domain.jobs import (
    NoSuchTable,
    TooManyExports,
    cancel_export,
    purge_exports,
    start_export,
    sweep_exports,
)
from innovet.exports.domain.running import run_export
from innovet.exports.enums import ExportFormat, ExportState
from innovet.exports.models import ExportJob
from innovet.exports.permissions import can_cancel, can_download
from innovet.exports.registry import Column, Table, register, table_named, tables_for
from innovet.files.models import StoredFile
from innovet.kit.refused import Refused
from tests.factories.accounts import UserFactory
from tests.factories.exports import ExportJobFactory
from tests.racing import at_once

AT = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def coordinator(table):
    return UserFactory(coordinator=True, name="Ann")


def run(job, *, now=lambda: AT):
    run_export(ExportJob.objects.get(pk=job.pk), now=now)
    return ExportJob.objects.get(pk=job.pk)


def content(job):
    with job.file.content.open("rb") as file:
        return list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"), newline=""), delimiter=";"))


def start(by, *, query="", kind=ExportFormat.CSV):
    return start_export("people", kind, query=query, by=by, at=AT)


def test_an_export_holds_the_rows_in_the_order_of_the_list(coordinator):
    UserFactory(name="Zoë")
    UserFactory(name="Bert", language="en")
    job = run(start(coordinator))
    assert (job.state, job.row_count, job.total_count) == (ExportState.DONE, 3, 3)
    assert content(job) == [
        ["Naam", "Taal", "Rollen", "Actief"],
        ["Ann", "Nederlands", "1", "ja"],
        ["Bert", "Engels", "0", "ja"],
        ["Zoë", "Nederlands", "0", "ja"],
    ]
    assert job.file.name == "mensen-co-20260302.csv"
    assert [move.target for move in job.moves.all()] == [ExportState.RUNNING, ExportState.DONE]


def test_an_export_is_narrowed_as_its_list_was(coordinator):
    UserFactory(name="Zoë")
    assert [row[0] for row in content(run(start(coordinator, query="q=zo&page=3")))] == ["Naam", "Zoë"]


def test_an_empty_list_gives_a_file_with_a_head(coordinator):
    assert content(run(start(coordinator, query="q=nobody"))) == [["Naam", "Taal", "Rollen", "Actief"]]


def test_an_excel_file_is_kept_as_a_spreadsheet(coordinator):
    job = run(start(coordinator, kind=ExportFormat.XLSX))
    assert job.file.kind == "spreadsheet"


def test_the_statements_grow_by_a_constant_per_piece(coordinator, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 10)
    counts = []
    for _round in range(3):
        job = start(coordinator)
        UserFactory.create_batch(10)
        with CaptureQueriesContext(connection) as captured:
            run_export(job, now=lambda: AT)
        counts.append(len(captured))
    # One piece more: its rows, the roles of its people, the progress.
    assert counts[1] - counts[0] == counts[2] - counts[1] == 3


def test_rights_lost_since_the_request_count(coordinator):
    job = start(coordinator)
    RoleGrant.objects.all().delete()
    job = run(job)
    assert (job.state, job.file) == (ExportState.FAILED, None)
    assert job.moves.last().reason == "Enkel voor coördinatoren."


def test_a_closed_account_gets_nothing(coordinator):
    job = start(coordinator)
    coordinator.is_active = False
    coordinator.save()
    assert run(job).state == ExportState.FAILED


def test_start_export_refuses_an_unknown_table(table):
    with pytest.raises(NoSuchTable):
        start_export("nothing", ExportFormat.CSV, by=UserFactory(coordinator=True), at=AT)


def test_start_export_refuses_who_may_not(table):
    with pytest.raises(NoSuchTable, match="coördinatoren"):
        start(UserFactory())


def test_start_export_refuses_a_sixth_while_five_wait(coordinator):
    jobs = [start(coordinator) for _job in range(5)]
    with pytest.raises(TooManyExports):
        start(coordinator)
    cancel_export(jobs[0], by=coordinator, at=AT)
    start(coordinator)


def test_a_cancelled_export_is_never_run(coordinator):
    job = start(coordinator)
    cancel_export(job, by=coordinator, at=AT)
    assert run(job).state == ExportState.CANCELLED
    with pytest.raises(Refused):
        cancel_export(job, by=coordinator, at=AT)


def test_an_export_cancelled_while_it_runs_stops_and_leaves_no_file(coordinator, monkeypatch):
    UserFactory.create_batch(3)
    monkeypatch.setattr(running, "CHUNK", 2)
    job = start(coordinator)
    moments = iter([AT, AT, AT])

    def now():
        if next(moments, None) is None and ExportJob.objects.get(pk=job.pk).is_open:
            cancel_export(ExportJob.objects.get(pk=job.pk), by=coordinator, at=AT)
        return AT

    job = run(job, now=now)
    assert (job.state, job.file) == (ExportState.CANCELLED, None)
    assert not StoredFile.objects.exists()


def test_of_several_workers_one_makes_the_file(coordinator):
    job = start(coordinator)
    copies = [ExportJob.objects.get(pk=job.pk) for _copy in range(3)]
    for copy in copies:
        run_export(copy, now=lambda: AT)
    tasks.run(job.pk)
    tasks.run(0)
    assert StoredFile.objects.count() == 1


def test_an_error_in_a_column_fails_the_export_and_is_raised(coordinator, monkeypatch):
    def broken(_column, _row):
        raise ZeroDivisionError

    monkeypatch.setattr(Column, "cell", broken)
    job = start(coordinator)
    with pytest.raises(ZeroDivisionError):
        run(job)
    job.refresh_from_db()
    assert (job.state, job.finished_at) == (ExportState.FAILED, AT)


def test_an_export_whose_worker_died_starts_over_and_is_given_up_after_three(coordinator, monkeypatch):
    def die(*_args, **_values):
        raise SystemExit

    job, at = start(coordinator), AT
    monkeypatch.setattr(running, "_write", die)
    for attempt in (1, 2, 3):
        with pytest.raises(SystemExit):
            run(job, now=lambda at=at: at)
        assert sweep_exports(at=at + 9 * MINUTE) == 0
        assert sweep_exports(at=at + 11 * MINUTE) == (1 if attempt < 3 else 0)
        at += 20 * MINUTE
    assert ExportJob.objects.get().state == ExportState.FAILED


def test_a_worker_that_was_given_up_does_not_disturb_its_successor(coordinator, monkeypatch):
    job = start(coordinator)
    write = running._write

    def overtaken(*args):
        write(*args)
        ExportJob.objects.filter(pk=job.pk).update(claimed_at=AT + MINUTE)

    monkeypatch.setattr(running, "_write", overtaken)
    job = run(job)
    assert (job.state, job.file) == (ExportState.RUNNING, None)


def test_the_sweep_finds_what_was_not_handed_over(coordinator):
    lost = start(coordinator)
    assert sweep_exports(at=AT + 4 * MINUTE) == 0
    assert sweep_exports(at=AT + 6 * MINUTE) == 1
    lost.refresh_from_db()
    assert lost.enqueued_at == AT + 6 * MINUTE
    tasks.sweep()


def test_an_export_goes_after_seven_days_with_its_file(coordinator, django_capture_on_commit_callbacks):
    job, open_job = run(start(coordinator)), start(coordinator)
    path = Path(job.file.content.path)
    week = datetime.timedelta(days=7)
    assert purge_exports(at=AT + week - MINUTE) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert purge_exports(at=AT + week) == 1
    assert list(ExportJob.objects.all()) == [open_job]
    assert not StoredFile.objects.exists()
    assert not path.exists()
    tasks.purge()


def test_a_table_is_registered_once(table):
    with pytest.raises(ValueError, match="people"):
        register(table)
    assert table_named("people") is table
    assert table in tables_for(UserFactory(coordinator=True))
    assert table not in tables_for(UserFactory())


def test_a_column_follows_a_path_and_stops_at_nothing():
    grant = RoleGrant(user=UserFactory(name="Bert"), role="steering")
    assert Column("", "user__name").cell(grant) == "Bert"
    assert Column("", "role").cell(grant) == "lid van de stuurgroep"
    assert Column("", "granted_by__name").cell(grant) is None


def test_a_table_may_do_without_filters():
    assert Table("x", "x", [], lambda user: user).rows_for("rows", "q=1") == "rows"


@pytest.fixture
def page(client, coordinator):
    client.force_login(coordinator)
    return client


def test_an_export_is_started_followed_and_downloaded(page, coordinator):
    response = page.post(reverse("export_start"), {"table": "people", "format": "csv", "query": "q=Ann"}, follow=True)
    job = ExportJob.objects.get()
    assert response.redirect_chain == [(job.get_absolute_url(), 302)]
    assert "data-hx-get" in response.content.decode()
    assert page.get(reverse("export_download", args=[job.pk])).status_code == 403
    run(job)
    part = page.get(job.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "data-hx-get" not in part
    assert "1 rij" in part
    sent = page.get(reverse("export_download", args=[job.pk]))
    assert b"".join(sent).startswith(b"\xef\xbb\xbfNaam")
    assert "attachment" in sent["Content-Disposition"]


def test_a_running_export_shows_how_far_it_is(page, coordinator):
    job = ExportJobFactory(owner=coordinator, state=ExportState.RUNNING, row_count=1500, total_count=4000)
    text = page.get(job.get_absolute_url()).content.decode()
    assert 'max="4000" value="1500"' in text
    page.post(reverse("export_cancel", args=[job.pk]))
    assert "geannuleerd" in page.get(job.get_absolute_url()).content.decode()
    assert "toestand" in page.post(reverse("export_cancel", args=[job.pk]), follow=True).content.decode()


def test_a_failed_export_says_why(page, coordinator):
    job = start(coordinator)
    RoleGrant.objects.all().delete()
    run(job)
    assert "Enkel voor coördinatoren." in page.get(job.get_absolute_url()).content.decode()


def test_a_refused_start_is_told(page, coordinator):
    for _job in range(5):
        start(coordinator)
    response = page.post(reverse("export_start"), {"table": "people", "format": "csv"}, follow=True)
    assert "al vijf keer" in response.content.decode()


@pytest.mark.parametrize("data", [{}, {"table": "nothing", "format": "csv"}, {"table": "people", "format": "exe"}])
def test_an_impossible_start_is_not_found(page, data):
    assert page.post(reverse("export_start"), data).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_exports_needs_few_statements(page, coordinator, django_assert_max_num_queries, rows):
    ExportJobFactory.create_batch(rows, owner=coordinator)
    with django_assert_max_num_queries(8):
        text = page.get(reverse("export_list")).content.decode()
    assert "Mensen &amp; co" in text


def test_an_export_belongs_to_its_owner_alone(coordinator):
    job, other = run(start(coordinator)), UserFactory(coordinator=True)
    assert can_download(coordinator, job)
    assert not can_cancel(coordinator, job)
    for can in (can_download, can_cancel):
        assert can(other, job).reason
    assert list(ExportJob.objects.visible_to(coordinator)) == [job]
    assert not ExportJob.objects.visible_to(other).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite lets one writer in at a time")
def test_workers_at_the_same_moment_make_one_file(coordinator):
    job = start(coordinator)

    def work(barrier):
        row = ExportJob.objects.get(pk=job.pk)
        barrier.wait()
        run_export(row, now=lambda: AT)

    at_once(work)
    assert StoredFile.objects.count() == 1
    assert ExportJob.objects.get().attempt_count == 1
