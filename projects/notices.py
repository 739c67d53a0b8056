"""Mails of projects: partners are asked, the asker hears the answer; reports are asked, handed in and judged."""

from collections.abc import Iterator
from datetime import datetime

from innovet.accounts.models import User
from innovet.notifications.domain.outbox import post_message
from innovet.organisations.enums import EDIT_ROLES
from innovet.organisations.models import Membership
from projects.models import ConfirmationLink, Project, Report

PARTNER_LANGUAGE = "nl-be"


def ask_partner(link: ConfirmationLink, *, token: str, at: datetime) -> None:
    """Ask the contact of a partner to confirm: who asks, for what, how much, by when."""
    member = link.member
    post_message(
        "partner_question",
        key=f"partner-question-{link.pk}",
        at=at,
        address=link.email,
        name=member.contact_name,
        language=PARTNER_LANGUAGE,
        about=("consortium", member.consortium_id),
        context={
            "member": member,
            "consortium": member.consortium,
            "link": link,
            "token": token,
        },
    )


def tell_answer(link: ConfirmationLink, *, at: datetime) -> None:
    """Tell the person who asked what the partner answered."""
    _tell_asker("partner_answer", link, at=at)


def tell_forwarded(link: ConfirmationLink, *, at: datetime) -> None:
    """Tell the person who asked that the question went on to another address: that of this new link."""
    _tell_asker("partner_forwarded", link, at=at)


def tell_withdrawn(link: ConfirmationLink, *, at: datetime) -> None:
    """Tell the person who asked that a partner took its yes back."""
    _tell_asker("partner_withdrew", link, at=at)


def _tell_asker(template: str, link: ConfirmationLink, *, at: datetime) -> None:
    if link.sent_by is None:
        return
    post_message(
        template,
        key=f"{template.replace('_', '-')}-{link.pk}",
        at=at,
        to=link.sent_by,
        about=("consortium", link.member.consortium_id),
        context={"member": link.member, "consortium": link.member.consortium, "link": link},
    )


def ask_report(report: Report, *, at: datetime) -> None:
    """Tell the team which report is asked, and by when."""
    _tell_team("report_asked", report, at=at)


def tell_handed_in(report: Report, *, at: datetime) -> None:
    """Tell the coordinator who asked that the report is there."""
    if report.asked_by is not None:
        _post("report_handed_in", report, to=report.asked_by, at=at)


def tell_judged(report: Report, *, reason: str = "", at: datetime) -> None:
    """Tell the team that the report is accepted, or what is still missing."""
    _tell_team("report_judged", report, at=at, reason=reason)


def _tell_team(template: str, report: Report, *, at: datetime, **context: object) -> None:
    for person in _team(report.project):
        _post(template, report, to=person, at=at, **context)


def _post(template: str, report: Report, *, to: User, at: datetime, **context: object) -> None:
    post_message(
        template,
        key=f"{template}-{report.pk}-{to.pk}-{at.isoformat()}",
        at=at,
        to=to,
        context={
            "report": report,
            "project": report.project,
            **context,
        },
    )


def _team(project: Project) -> Iterator[User]:
    """Owners and editors of the lead school with an open account."""
    memberships = Membership.objects.filter(
        organisation=project.consortium.lead_school_id,
        role__in=EDIT_ROLES,
        user__is_active=True,
    )
    return (membership.user for membership in memberships.select_related("user").order_by("user"))
