"""Background work on files."""

from celery import shared_task

from innovet.files.domain import scanning, storing
from innovet.files.enums import ScanState
from innovet.files.models import StoredFile
from innovet.kit import clock


@shared_task
def purge_files() -> None:
    """Delete files that nobody refers to."""
    storing.purge_unreferenced(at=clock.now())


@shared_task
def scan_pending_files() -> None:
    """Ask the virus scanner again about files that wait for it."""
    for stored_file in StoredFile.objects.filter(scan_state=ScanState.PENDING)[:100]:
        scanning.rescan(stored_file)
