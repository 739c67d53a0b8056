"""Accounts lies below the outbox: it tells what happened, and here that becomes a mail."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from innovet.accounts.models import RoleInvitation, User
from innovet.accounts.signals import role_invitation_sent
from innovet.notifications.domain.outbox import post_message


@receiver(role_invitation_sent)
def mail_role_invitation(invitation: RoleInvitation, token: str, at: datetime, **_kwargs: Any) -> None:
    """Put the link in the outbox with the invitation; to a known person in their own language."""
    post_message(
        "role_invitation",
        key=f"role-invitation:{invitation.token_hash}",
        at=at,
        address=invitation.email,
        language=User.objects.filter(email=invitation.email).values_list("language", flat=True).first() or "nl-be",
        context={"invitation": invitation, "token": token},
    )
