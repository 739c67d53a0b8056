"""Closed lists of organisations, and the flows of joining and inviting."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.kit.flow import Flow


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    SCHOOL = "school", _("school")
    BOARD = "board", _("school board")
    COMMUNITY = "community", _("school community")
    SCHOOL_GROUP = "school_group", _("school group")
    COMPANY = "company", _("company")
    SECTOR = "sector", _("sector organisation")
    RTC = "rtc", _("regional technological centre (RTC)")
    UNIVERSITY = "university", _("university or university college")
    GUIDANCE = "guidance", _("pedagogical guidance service")
    ADULT_EDUCATION = "adult_education", _("adult education")
    EMPLOYMENT_SERVICE = "employment_service", _("public employment service")
    RESEARCH = "research", _("research centre")
    NETWORK = "network", _("network organisation")
    OTHER = "other", _("other")

    @property
    def is_education_side(self) -> bool:
        """Stands on the side of education and knowledge in a partnership."""
        return self in {
            OrganisationKind.SCHOOL,
            OrganisationKind.BOARD,
            OrganisationKind.COMMUNITY,
            OrganisationKind.SCHOOL_GROUP,
            OrganisationKind.UNIVERSITY,
            OrganisationKind.GUIDANCE,
            OrganisationKind.ADULT_EDUCATION,
            OrganisationKind.RESEARCH,
        }


# Which kinds an organisation may point at: a school group of GO! is the board of its schools.
RELATED_KINDS: dict[str, frozenset[OrganisationKind]] = {
    "board": frozenset({OrganisationKind.BOARD, OrganisationKind.SCHOOL_GROUP}),
    "school_community": frozenset({OrganisationKind.COMMUNITY}),
    "school_group": frozenset({OrganisationKind.SCHOOL_GROUP}),
    "umbrella": frozenset({OrganisationKind.NETWORK, OrganisationKind.SECTOR, OrganisationKind.OTHER}),
    "parent_company": frozenset({OrganisationKind.COMPANY}),
}


class MembershipRole(models.TextChoices):
    """What a person may do for an organisation."""

    OWNER = "owner", _("owner")
    EDITOR = "editor", _("editor")
    READER = "reader", _("reader")


# Those who write for an organisation; its readers only look on.
EDIT_ROLES = (MembershipRole.OWNER, MembershipRole.EDITOR)


class JoinRequestState(models.TextChoices):
    """Where a person's wish to join stands."""

    OPEN = "open", _("waiting for an answer")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


JOIN_REQUEST_FLOW = Flow[JoinRequestState](
    {
        JoinRequestState.OPEN: frozenset(
            {
                JoinRequestState.APPROVED,
                JoinRequestState.DECLINED,
                JoinRequestState.WITHDRAWN,
            }
        ),
        JoinRequestState.APPROVED: frozenset(),
        JoinRequestState.DECLINED: frozenset(),
        JoinRequestState.WITHDRAWN: frozenset(),
    }
)


class InvitationState(models.TextChoices):
    """Where an invitation of a colleague stands."""

    SENT = "sent", _("sent")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


INVITATION_FLOW = Flow[InvitationState](
    {
        InvitationState.SENT: frozenset(
            {
                InvitationState.ACCEPTED,
                InvitationState.DECLINED,
                InvitationState.WITHDRAWN,
            }
        ),
        InvitationState.ACCEPTED: frozenset(),
        InvitationState.DECLINED: frozenset(),
        InvitationState.WITHDRAWN: frozenset(),
    }
)


class LogKind(models.TextChoices):
    """What happened to an organisation or its members."""

    CREATED = "created", _("added")
    EDITED = "edited", _("details changed")
    CHECKED = "checked", _("checked by a coordinator")
    ENDED = "ended", _("ended")
    REOPENED = "reopened", _("reopened")
    MERGED = "merged", _("merged or renumbered")
    JOINING = "joining", _("joining by mail domain changed")
    JOINED = "joined", _("joined")
    ROLE_CHANGED = "role_changed", _("role changed")
    LEFT = "left", _("left")
    HANDED_OVER = "handed_over", _("handed over")
    DEPUTY_NAMED = "deputy_named", _("deputy named")
    DEPUTY_ENDED = "deputy_ended", _("deputy ended")


# Addresses at these hosts say nothing about where a person works.
PUBLIC_MAIL_HOSTS = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "hotmail.be",
        "hotmail.com",
        "icloud.com",
        "live.be",
        "live.com",
        "mac.com",
        "me.com",
        "msn.com",
        "outlook.be",
        "outlook.com",
        "pandora.be",
        "proton.me",
        "protonmail.com",
        "proximus.be",
        "scarlet.be",
        "skynet.be",
        "telenet.be",
        "yahoo.com",
        "ymail.com",
    }
)
