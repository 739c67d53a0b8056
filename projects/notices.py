"""Mails of projects: a partner is asked, the asker hears the answer."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation

from innovet.kit.http import absolute_url
from innovet.notifications.domain.outbox import post_message
from projects.models import ConfirmationLink

PARTNER_LANGUAGE = "nl-be"


def ask_partner(link: ConfirmationLink, *, token: str, at: datetime) -> None:
    """Ask the contact of a partner to confirm: who asks, for what, how much, by when."""
    member = link.member
    with translation.override(PARTNER_LANGUAGE):
        path = reverse("consortium_answer", args=[token])
    post_message(
        "partner_question",
        key=f"partner-question-{link.pk}",
        at=at,
        address=link.email,
        name=member.contact_name,
        language=PARTNER_LANGUAGE,
        context={
            "member": member,
            "consortium": member.consortium,
            "link": link,
            "address": absolute_url(path),
        },
    )


def tell_answer(link: ConfirmationLink, *, at: datetime) -> None:
    """Tell the person who asked what the partner answered."""
    if link.sent_by is None:
        return
    post_message(
        "partner_answer",
        key=f"partner-answer-{link.pk}",
        at=at,
        to=link.sent_by,
        context={"member": link.member, "consortium": link.member.consortium},
    )
