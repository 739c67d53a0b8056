"""Asking for an export, cancelling it, and cleaning up."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.exports.enums import ExportFormat, ExportState
from innovet.exports.models import ExportJob
from innovet.exports.registry import table_named
from innovet.files.domain.storing import delete_file
from innovet.kit.jobs import enqueue
from innovet.kit.refused import LostRace, Refused

RUN = "innovet.exports.tasks.run"
KEEP_FOR = timedelta(days=7)
MOST_OPEN = 5
MOST_ATTEMPTS = 3
STUCK_AFTER = timedelta(minutes=10)
ENQUEUE_AGAIN_AFTER = timedelta(minutes=5)


class TooManyExports(Refused):
    """Enough exports of this person wait already."""


class NoSuchTable(Refused):
    """The list cannot be exported, or not by this person."""


@transaction.atomic
def start_export(key: str, kind: ExportFormat, *, query: str = "", by: User, at: datetime) -> ExportJob:
    """Queue an export of what this person may see of a list.

    Refuses an unknown table, a person who may not export it, and a sixth export while five are waiting.
    """
    table = table_named(key)
    if table is None:
        raise NoSuchTable(_("This list cannot be exported."))
    if not (verdict := table.may(by)):
        raise NoSuchTable(verdict.reason)
    if ExportJob.objects.filter(owner=by).open().count() >= MOST_OPEN:
        raise TooManyExports(_("Five exports of yours are still being made. Wait for one of them, or cancel one."))
    job = ExportJob.objects.create(
        owner=by,
        table_key=key,
        format=kind,
        query=query,
        language=by.language,
        requested_at=at,
        enqueued_at=at,
        expires_at=at + KEEP_FOR,
    )
    enqueue(RUN, job.pk)
    return job


def cancel_export(job: ExportJob, *, by: User, at: datetime) -> None:
    """Stop an export that is not finished; the worker notices at its next rows. Refuses a finished one."""
    move_state(job, ExportState.CANCELLED, by=by, at=at, finished_at=at)


def sweep_exports(*, at: datetime) -> int:
    """Pick up what a crash or a broker that was down left behind; gives the number enqueued.

    An export whose worker is silent starts over, three times at most.
    """
    for job in ExportJob.objects.filter(state=ExportState.RUNNING, seen_at__lt=at - STUCK_AFTER):
        _start_over(job, at=at)
    waiting = Q(enqueued_at=None) | Q(enqueued_at__lte=at - ENQUEUE_AGAIN_AFTER)
    found = list(ExportJob.objects.filter(waiting, state=ExportState.QUEUED).values_list("pk", flat=True)[:100])
    with transaction.atomic():
        ExportJob.objects.filter(pk__in=found).update(enqueued_at=at)
        for pk in found:
            enqueue(RUN, pk)
    return len(found)


def purge_exports(*, at: datetime) -> int:
    """Delete exports after seven days, with their files; gives their number."""
    jobs = list(ExportJob.objects.expired_at(at).select_related("file"))
    for job in jobs:
        with transaction.atomic():
            job.delete()
            if job.file:
                delete_file(job.file)
    return len(jobs)


def _start_over(job: ExportJob, *, at: datetime) -> None:
    try:
        if job.attempt_count >= MOST_ATTEMPTS:
            reason = str(_("Making this export was interrupted three times."))
            move_state(job, ExportState.FAILED, by=None, at=at, reason=reason, finished_at=at)
        else:
            move_state(job, ExportState.QUEUED, by=None, at=at, reason=str(_("The worker stopped.")), enqueued_at=None)
    except LostRace:
        return
