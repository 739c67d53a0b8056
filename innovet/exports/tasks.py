"""Background work of exports."""

from celery import shared_task

from innovet.exports.domain.jobs import purge_exports, sweep_exports
from innovet.exports.domain.running import run_export
from innovet.exports.models import ExportJob
from innovet.kit import clock


@shared_task
def run(job_pk: int) -> None:
    """Make one export, unless it is gone or somebody else was first."""
    job = ExportJob.objects.filter(pk=job_pk).first()
    if job is not None:
        run_export(job, now=clock.now)


@shared_task
def sweep() -> None:
    """Pick up exports that nobody works on."""
    sweep_exports(at=clock.now())


@shared_task
def purge() -> None:
    """Delete exports that were kept long enough."""
    purge_exports(at=clock.now())
