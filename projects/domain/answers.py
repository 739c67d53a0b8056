"""Further answers by a partner's mailed link: ask for a change, pass it on, withdraw later."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain.moves import MoveNotAllowed, move_state
from innovet.kit.refused import Refused, require_reason
from projects import notices
from projects.domain.consortia import NO_ANSWER, TERMS, AskedJustNow, answer_link, send_link, use_link
from projects.enums import MemberState
from projects.models import ConfirmationLink, Consortium, ConsortiumMember
from projects.signals import partner_withdrew

MOST_MAILS_A_DAY = 5


class SameAddress(Refused):
    """The link was mailed to this address already."""


@transaction.atomic
def ask_change_by_link(link: ConfirmationLink, *, reason: str, name: str = "", at: datetime) -> None:
    """Say for the partner what must change before it can confirm, and tell who asked.

    Refuses an answer without words, a closed or expired link, and a question that changed meanwhile.
    """
    reason = require_reason(reason, _("Say what must change."))
    answer_link(link, MemberState.CHANGE_ASKED, reason=reason, name=name, at=at)


@transaction.atomic
def forward_link(link: ConfirmationLink, *, email: str, at: datetime) -> ConfirmationLink:
    """Pass the question on: a new link bound to another address; this one closes, and who asked is told.

    Refuses a closed or expired link, the same address, and more than five mails about one partner in a day.
    """
    email = email.strip().lower()
    if email == link.email:
        raise SameAddress(_("This mail came to that address already."))
    if link.member.links.filter(sent_at__gt=at - timedelta(days=1)).count() >= MOST_MAILS_A_DAY:
        raise AskedJustNow(_("This question was mailed several times today. Try again tomorrow."))
    use_link(link, at=at)
    forwarded = send_link(link.member, email=email, by=link.sent_by, at=at)
    notices.tell_forwarded(forwarded, at=at)
    return forwarded


@transaction.atomic
def withdraw_by_link(link: ConfirmationLink, *, reason: str, at: datetime) -> None:
    """Take back a yes for the partner, by the link that said it, in every plan that carries this yes.

    Who asked is told, and rooms above hear it. Refuses without a reason, by a link that did not say yes, and twice.
    """
    reason = require_reason(reason, _("Give the reason."))
    member = ConsortiumMember.objects.select_for_update().get(pk=link.member_id)
    link.member = member
    if link.closed_at is None or member.answered_at != link.closed_at:
        raise MoveNotAllowed(_("This link did not confirm, or the question changed since."))
    same = ConsortiumMember.objects.filter(
        organisation=member.organisation_id, answered_at=member.answered_at, state=MemberState.CONFIRMED
    )
    carried = [*same.exclude(pk=member.pk).select_related("consortium")]
    for row in (member, *carried):
        move_state(row, MemberState.WITHDRAWN, by=None, at=at, reason=reason, answered_reason=reason)
        partner_withdrew.send(sender=ConsortiumMember, member=row, at=at)
    notices.tell_withdrawn(link, at=at)


@transaction.atomic
def carry_answers(source: Consortium, target: Consortium, *, at: datetime) -> None:
    """Let a copy take the place of its original: partners with the same terms keep their link and what they answered.

    A partner who was asked anew in the copy answers there.
    """
    members = list(source.members.exclude(state=MemberState.LISTED))
    # A partner who answers right now is waited for, or waits and answers in the copy.
    list(ConfirmationLink.objects.filter(member__in=members).select_for_update(of=("self",)).order_by("pk"))
    earlier = {member.organisation_id: member for member in source.members.exclude(state=MemberState.LISTED)}
    for member in target.members.filter(state=MemberState.LISTED, organisation__in=earlier):
        before = earlier[member.organisation_id]
        if all(getattr(member, name) == getattr(before, name) for name in TERMS):
            _carry(before, member, at=at)


def _carry(before: ConsortiumMember, member: ConsortiumMember, *, at: datetime) -> None:
    before.links.update(member=member)
    move_state(member, MemberState.INVITED, by=None, at=at)
    if before.state != MemberState.INVITED:
        answer = {name: getattr(before, name) for name in NO_ANSWER}
        move_state(member, MemberState(before.state), by=None, at=at, **answer)
