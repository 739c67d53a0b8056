"""Files of a call: added and removed until it is published."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from calls.domain.calls import hold_draft
from calls.models import Call, CallAttachment
from innovet.accounts.models import User
from innovet.files.domain.examining import Upload
from innovet.files.domain.storing import delete_file, store_file
from innovet.kit.refused import Refused

LARGEST = 20 * 1024 * 1024


@transaction.atomic
def add_attachment(call: Call, *, title: str, upload: Upload, by: User, at: datetime) -> CallAttachment:
    """Keep a file with a call in preparation; refuses a published call, a title that stands, and a refused file."""
    hold_draft(call)
    try:
        with transaction.atomic():
            stored = store_file(upload, by=by, at=at, largest=LARGEST)
            return call.attachments.create(title=title, file=stored)
    except IntegrityError as error:
        raise Refused(_("This call already has an attachment of that name.")) from error


@transaction.atomic
def remove_attachment(attachment: CallAttachment) -> None:
    """Take a file away from a call in preparation; refuses a published call."""
    hold_draft(attachment.call)
    stored = attachment.file
    attachment.delete()
    delete_file(stored)
