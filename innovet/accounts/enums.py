"""Closed lists of accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.kit.flow import Flow


class Role(models.TextChoices):
    """Programme-wide roles; roles of one cycle stand in projects."""

    COORDINATOR = "coordinator", _("coordinator")
    STEERING = "steering", _("steering group member")
    QUALITY = "quality", _("quality reviewer")
    RTC = "rtc", _("regional technological centre")
    ADMINISTRATOR = "administrator", _("administrator (technical)")


class Language(models.TextChoices):
    """Languages a person may read the portal in."""

    DUTCH = "nl-be", _("Dutch")
    ENGLISH = "en", _("English")


class InvitationState(models.TextChoices):
    """How far an invitation to a role is; a sent one also ends by its date."""

    SENT = "sent", _("sent")
    ACCEPTED = "accepted", _("accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


INVITATION_FLOW = Flow[InvitationState](
    {
        InvitationState.SENT: frozenset({InvitationState.ACCEPTED, InvitationState.WITHDRAWN}),
        InvitationState.ACCEPTED: frozenset(),
        InvitationState.WITHDRAWN: frozenset(),
    }
)
