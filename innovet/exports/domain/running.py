"""Making the file of an export, row by row, as its owner may see the list at that moment."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import batched
from typing import IO, Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.exports.domain.jobs import KEEP_FOR
from innovet.exports.enums import ExportState
from innovet.exports.models import ExportJob
from innovet.exports.registry import Table, table_named
from innovet.exports.writers import writer_for
from innovet.files.domain.storing import store_file
from innovet.kit.refused import LostRace, Refused

CHUNK = 500
type Clock = Callable[[], datetime]


class Interrupted(Exception):
    """The export was cancelled, or another worker took it over."""


def run_export(job: ExportJob, *, now: Clock) -> None:
    """Make the file of a queued export; of several workers exactly one does, and a cancelled one stops.

    The owner is read afresh, so that rights lost since the request count. The statements grow by a constant for every
    500 rows. An error makes the export `failed` and is raised again for the log.
    """
    if job.state != ExportState.QUEUED:
        return
    at = now()
    try:
        with transaction.atomic(durable=True):
            count = job.attempt_count + 1
            move_state(job, ExportState.RUNNING, by=None, at=at, claimed_at=at, seen_at=at, attempt_count=count)
    except LostRace:
        return
    try:
        _make(job, now)
    except Interrupted:
        return
    except Refused as refusal:
        _fail(job, str(refusal), at=now())
    except Exception:
        _fail(job, _("Something went wrong while making this export."), at=now())
        raise


def _make(job: ExportJob, now: Clock) -> None:
    owner = User.objects.get(pk=job.owner_id)
    table = table_named(job.table_key)
    if table is None or not owner.is_active:
        raise Refused(_("This list cannot be exported."))
    if not (verdict := table.may(owner)):
        raise Refused(verdict.reason)
    with translation.override(job.language), tempfile.TemporaryFile() as target:
        _write(job, table, owner, target, now)
        target.seek(0)
        _finish(job, owner, File(target, name=_file_name(job, table)), at=now())


def _write(job: ExportJob, table: Table, owner: User, target: IO[bytes], now: Clock) -> None:
    rows = table.rows_for(owner, job.query)
    keys = list(dict.fromkeys(rows.values_list("pk", flat=True)))
    with closing(writer_for(job.format, target)) as writer:
        writer.write_head([str(column.label) for column in table.columns])
        for written, row in enumerate(_in_order(rows, keys)):
            if written % CHUNK == 0:
                _report(job, written, len(keys), at=now())
            writer.write_row(column.cell(row) for column in table.columns)
    _report(job, len(keys), len(keys), at=now())


def _in_order(rows: "QuerySet[Any]", keys: list[Any]) -> Iterator[Model]:
    """The rows in the list's order, read in pieces.

    Pieces by key, not one long cursor: on SQLite the progress could not be written while a cursor is open.
    """
    for piece in batched(keys, CHUNK, strict=False):
        found = {row.pk: row for row in rows.filter(pk__in=piece)}
        yield from (found[key] for key in piece if key in found)


def _report(job: ExportJob, written: int, total: int, *, at: datetime) -> None:
    """Show how far the export is, and learn whether to go on."""
    mine = ExportJob.objects.filter(pk=job.pk, state=ExportState.RUNNING, claimed_at=job.claimed_at)
    if mine.update(row_count=written, total_count=total, seen_at=at) != 1:
        raise Interrupted


@transaction.atomic
def _finish(job: ExportJob, owner: User, content: "File[bytes]", *, at: datetime) -> None:
    """Keep the file and end the export in one transaction: a cancelled export leaves no file."""
    _require_mine(job)
    stored = store_file(content, by=owner, at=at)
    move_state(job, ExportState.DONE, by=None, at=at, file=stored, finished_at=at, expires_at=at + KEEP_FOR)


@transaction.atomic
def _fail(job: ExportJob, reason: str, *, at: datetime) -> None:
    try:
        _require_mine(job)
    except Interrupted:
        return
    move_state(job, ExportState.FAILED, by=None, at=at, reason=reason, finished_at=at, expires_at=at + KEEP_FOR)


def _require_mine(job: ExportJob) -> None:
    standing = ExportJob.objects.select_for_update().get(pk=job.pk)
    if standing.state != ExportState.RUNNING or standing.claimed_at != job.claimed_at:
        raise Interrupted


def _file_name(job: ExportJob, table: Table) -> str:
    return f"{slugify(str(table.label)) or table.key}-{job.requested_at:%Y%m%d}.{job.format}"
