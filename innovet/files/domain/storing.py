"""Files come in, and go when nobody needs them."""

import hashlib
import weakref
from datetime import datetime, timedelta
from functools import partial

from django.core.files.storage import Storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.files.domain.examining import Upload, examine
from innovet.files.domain.images import redraw
from innovet.files.domain.refusals import FileRefused
from innovet.files.domain.scanning import scan
from innovet.files.enums import FileKind, ScanState
from innovet.files.models import StoredFile

__all__ = ["FileRefused", "delete_file", "purge_unreferenced", "store_file"]
UNUSED_FOR = timedelta(days=7)


def store_file(
    upload: Upload,
    *,
    by: User | None,
    at: datetime,
    kinds: frozenset[FileKind] | None = None,
    largest: int | None = None,
) -> StoredFile:
    """Keep an upload under a random name and return its row.

    Images are drawn anew without location. Refuses (FileRefused) what `examine` refuses and what the virus scanner
    finds. When the caller's transaction rolls back, the content disappears with the row.
    """
    examined = examine(upload, kinds=kinds, largest=largest)
    content: Upload = redraw(upload, examined.media_type) if examined.kind == FileKind.IMAGE else upload
    scan_state = scan(content.chunks())
    if scan_state == ScanState.INFECTED:
        raise FileRefused(_("The virus scanner found something in this file. It was not kept."))
    stored = StoredFile(
        name=examined.name,
        kind=examined.kind,
        media_type=examined.media_type,
        size=content.size,
        sha256=_digest(content),
        scan_state=scan_state,
        uploaded_by=by,
        uploaded_at=at,
    )
    with transaction.atomic():
        content.seek(0)
        stored.content.save(examined.name, content, save=False)
        _delete_on_rollback(stored.content.storage, stored.content.name or "")
        stored.save(force_insert=True)
    return stored


@transaction.atomic
def delete_file(stored_file: StoredFile) -> None:
    """Delete the row now and the content once the transaction commits; refused by the database while in use."""
    storage, name = stored_file.content.storage, stored_file.content.name or ""
    stored_file.delete()
    transaction.on_commit(partial(storage.delete, name))


def purge_unreferenced(*, at: datetime) -> int:
    """Delete files to which nothing has pointed for a week after their upload; returns how many."""
    files = list(StoredFile.objects.unreferenced(before=at - UNUSED_FOR))
    for stored_file in files:
        delete_file(stored_file)
    return len(files)


def _digest(content: Upload) -> str:
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    return digest.hexdigest()


class _Committed:
    """Waits in the transaction's list of callbacks; a rollback empties that list, and with it this guard."""

    def __init__(self, undo: partial[None]) -> None:
        self.finalizer = weakref.finalize(self, undo)

    def __call__(self) -> None:
        self.finalizer.detach()


def _delete_on_rollback(storage: Storage, name: str) -> None:
    transaction.on_commit(_Committed(partial(storage.delete, name)))
