"""Who may do what with exports."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from innovet.exports.enums import ExportState
from innovet.exports.models import ExportJob
from innovet.kit.verdict import Verdict, allow_if

if TYPE_CHECKING:
    from innovet.accounts.models import User


def can_download(user: "User", job: ExportJob) -> Verdict:
    return _is_owner(user, job) and allow_if(job.state == ExportState.DONE, _("This export is not ready."))


def can_cancel(user: "User", job: ExportJob) -> Verdict:
    return _is_owner(user, job) and allow_if(job.is_open, _("This export is finished already."))


def _is_owner(user: "User", job: ExportJob) -> Verdict:
    return allow_if(job.owner_id == user.pk, _("Only the person who asked for an export gets it."))
