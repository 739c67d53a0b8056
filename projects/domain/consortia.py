"""What happens to a plan set: its partners, budget and plan, frozen when handed in, copied for the project."""

from datetime import date, datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain.moves import MoveNotAllowed, move_state
from innovet.accounts.models import User
from innovet.files.domain.examining import Upload
from innovet.files.domain.storing import store_file
from innovet.files.enums import FileKind
from innovet.kit.refused import Refused
from innovet.kit.workdays import day_closes_at
from innovet.organisations.models import Organisation
from projects import notices
from projects.domain.rows import change_row, claim_row, claim_set, copied_row
from projects.enums import MemberState
from projects.models import ConfirmationLink, Consortium, ConsortiumMember
from projects.models.consortia import hash_of, token_signer

TERMS = ("role", "hours", "contribution_cents", "in_kind", "contact_email")
NO_ANSWER: dict[str, Any] = {
    "answered_at": None,
    "answered_name": "",
    "answered_function": "",
    "answered_reason": "",
}
LINK_LASTS = timedelta(days=30)
LETTER_KINDS = frozenset({FileKind.PDF, FileKind.IMAGE})
LARGEST_LETTER = 10 * 1024 * 1024
PAUSE_BETWEEN_MAILS = timedelta(minutes=10)


class AlreadyMember(Refused):
    """The organisation is in the set already."""


class NobodyToAsk(Refused):
    """The partner has no mail address to ask at."""


class AskedJustNow(Refused):
    """The same address got a mail a moment ago."""


class TooLateToAsk(Refused):
    """The day by which partners confirm is over."""


class LinkClosed(Refused):
    """The link was answered, replaced or withdrawn."""


class LinkExpired(Refused):
    """The link came too late."""


class LinkStillWorks(Refused):
    """A fresh link is not needed."""


class AnswerIncomplete(Refused):
    """An answer without who, in what function, with authority, or without a reason."""


def create_consortium(
    *, lead_school: Organisation | None, title: str = "", confirm_by: date | None = None, by: User | None, at: datetime
) -> Consortium:
    """Make an empty set; `title` and `confirm_by` are what partners read in their mail."""
    return Consortium.objects.create(
        lead_school=lead_school, title=title, confirm_by=confirm_by, created_by=by, created_at=at
    )


@transaction.atomic
def describe_consortium(consortium: Consortium, *, title: str, confirm_by: date | None = None) -> None:
    """Set what partners read about the plan; refuse a frozen set."""
    claim_set(consortium, title=title, confirm_by=confirm_by)


@transaction.atomic
def postpone_confirmation(consortium_id: int, last_day: date) -> None:
    """Give partners until a later day, of a frozen set as well: links that wait for an answer stay valid until then."""
    earlier = Consortium.objects.filter(pk=consortium_id).filter(
        models.Q(confirm_by=None) | models.Q(confirm_by__lt=last_day)
    )
    if earlier.update(confirm_by=last_day):
        links = ConfirmationLink.objects.current().filter(member__consortium=consortium_id)
        links.update(expires_at=day_closes_at(last_day))


@transaction.atomic
def add_member(
    consortium: Consortium,
    organisation: Organisation,
    *,
    role: str,
    reach: str = "",
    contribution: str = "",
    in_kind: str = "",
    hours: int = 0,
    contribution_cents: int = 0,
    contact_name: str = "",
    contact_email: str = "",
) -> ConsortiumMember:
    """Put a partner in the set, not yet asked; refuse the lead school, a second time, or a frozen set."""
    claim_set(consortium)
    if organisation.pk == consortium.lead_school_id:
        raise AlreadyMember(_("This is the lead school itself."))
    try:
        with transaction.atomic():
            return ConsortiumMember.objects.create(
                consortium=consortium,
                organisation=organisation,
                role=role,
                reach=reach,
                contribution=contribution,
                in_kind=in_kind,
                hours=hours,
                contribution_cents=contribution_cents,
                contact_name=contact_name,
                contact_email=contact_email.strip().lower(),
            )
    except IntegrityError as error:
        raise AlreadyMember(_("This organisation is already in the consortium.")) from error


@transaction.atomic
def change_member(
    member: ConsortiumMember,
    *,
    role: str,
    reach: str = "",
    contribution: str = "",
    in_kind: str = "",
    hours: int = 0,
    contribution_cents: int = 0,
    contact_name: str = "",
    contact_email: str = "",
    revision: int,
    by: User | None,
    at: datetime,
) -> bool:
    """Change what a partner brings; a partner who was asked or said yes is asked again for new terms.

    An answer binds to role, hours, euros, what comes in kind, and address: when one of them changes, the answer is
    wiped (the log keeps it), old links close, and a new one is sent. Tells whether the terms changed. Refuses a frozen
    set, a lost race, a stale revision.
    """
    claim_set(member.consortium)
    _claim_member(member, revision)
    terms = {
        "role": role,
        "hours": hours,
        "contribution_cents": contribution_cents,
        "in_kind": in_kind,
        "contact_email": contact_email.strip().lower(),
    }
    changes: dict[str, Any] = {**terms, "reach": reach, "contribution": contribution, "contact_name": contact_name}
    if all(getattr(member, name) == terms[name] for name in TERMS):
        change_row(member, **changes)
        return False
    _ask_for_new_terms(member, changes, by=by, at=at)
    return True


@transaction.atomic
def correct_member(
    member: ConsortiumMember,
    *,
    role: str,
    reach: str,
    contribution: str,
    in_kind: str,
    hours: int,
    by: User,
    at: datetime,
) -> None:
    """Give a partner of a frozen set the change it asked, never its euros, and ask it to confirm.

    Refuses a partner that did not ask for a change.
    """
    if member.state != MemberState.CHANGE_ASKED:
        raise MoveNotAllowed(_("This partner did not ask for a change."))
    changes: dict[str, Any] = {"role": role, "reach": reach, "contribution": contribution, "in_kind": in_kind}
    changes["hours"] = hours
    move_state(member, MemberState.LISTED, by=by, at=at, **changes, **NO_ANSWER)
    if member.contact_email:
        _ask(member, by=by, at=at)


@transaction.atomic
def keep_letter(member: ConsortiumMember, upload: Upload, *, by: User, at: datetime) -> None:
    """Keep the signed letter of intent of a partner in the place of an earlier one; refuses what is not a PDF or an image.

    The content of the earlier one goes with the sweep of files to which nothing points: a copy of the set may have it.
    """
    change_row(member, letter=store_file(upload, by=by, at=at, kinds=LETTER_KINDS, largest=LARGEST_LETTER))


@transaction.atomic
def remove_member(member: ConsortiumMember, *, revision: int) -> None:
    """Take a partner out of the set; refuse a frozen set or a row that was changed since it was read."""
    claim_set(member.consortium)
    _claim_member(member, revision)
    member.delete()


@transaction.atomic
def invite_member(member: ConsortiumMember, *, by: User, at: datetime) -> ConfirmationLink:
    """Ask a partner by mail to confirm; older links close. A frozen set may still ask.

    Refuses a partner without an address, one that confirmed, a second mail within ten minutes, and after the day by
    which partners confirm.
    """
    if not member.contact_email:
        raise NobodyToAsk(_("Fill in the e-mail address of the contact first."))
    if member.state == MemberState.CONFIRMED:
        raise MoveNotAllowed(_("This partner has confirmed already."))
    if member.links.filter(sent_at__gt=at - PAUSE_BETWEEN_MAILS, email=member.contact_email).exists():
        raise AskedJustNow(_("This contact got a mail less than ten minutes ago. Wait a little."))
    return _ask(member, by=by, at=at)


@transaction.atomic
def withdraw_invitation(member: ConsortiumMember, *, by: User, at: datetime) -> None:
    """Take the question back: its link closes; refuse when the partner was just before you."""
    if member.state != MemberState.INVITED:
        raise MoveNotAllowed(_("This is not possible in the present state."))
    _close_links(member, at=at)
    move_state(member, MemberState.LISTED, by=by, at=at)


@transaction.atomic
def confirm_by_link(link: ConfirmationLink, *, name: str, function: str, has_authority: bool, at: datetime) -> None:
    """Say yes for the partner to what stands in the set, and tell who asked.

    Refuses an incomplete answer, a closed or expired link, and a question that changed meanwhile.
    """
    if not (name.strip() and function.strip() and has_authority):
        raise AnswerIncomplete(_("Give your name and function and say that you may speak for the organisation."))
    use_link(link, at=at)
    answer = {"answered_at": at, "answered_name": name.strip(), "answered_function": function.strip()}
    move_state(link.member, MemberState.CONFIRMED, by=None, at=at, **NO_ANSWER | answer)
    notices.tell_answer(link, at=at)


@transaction.atomic
def decline_by_link(link: ConfirmationLink, *, reason: str, name: str = "", at: datetime) -> None:
    """Say no for the partner, with the reason, and tell who asked.

    Refuses an answer without a reason, a closed or expired link, and a question that changed meanwhile.
    """
    if not reason.strip():
        raise AnswerIncomplete(_("Give the reason."))
    answer_link(link, MemberState.DECLINED, reason=reason.strip(), name=name, at=at)


def answer_link(link: ConfirmationLink, state: MemberState, *, reason: str, name: str, at: datetime) -> None:
    """Answer with words instead of a yes, and tell who asked; refuses a closed or expired link and a lost race."""
    use_link(link, at=at)
    answer = {"answered_at": at, "answered_name": name.strip(), "answered_reason": reason}
    move_state(link.member, state, by=None, at=at, reason=reason, **NO_ANSWER | answer)
    notices.tell_answer(link, at=at)


@transaction.atomic
def renew_link(link: ConfirmationLink, *, at: datetime) -> ConfirmationLink:
    """Send a fresh link to the same address when this one expired; refuse a closed link or one that still works."""
    if not link.is_expired_at(at):
        raise LinkStillWorks(_("This link still works."))
    _close_link(link, at=at)
    return send_link(link.member, email=link.email, by=link.sent_by, at=at)


@transaction.atomic
def freeze_consortium(consortium: Consortium, *, at: datetime) -> None:
    """Fix the content of a set; refuse a set that is frozen already, so that of two at once one wins."""
    claim_set(consortium, frozen_at=at)


@transaction.atomic
def copy_consortium(consortium: Consortium, *, by: User | None, at: datetime) -> Consortium:
    """Make an open copy with partners, their answers, budget and plan; the original stays as it is.

    The day by which partners confirm is not copied: it belonged to the original.
    """
    copy = Consortium.objects.create(
        lead_school_id=consortium.lead_school_id,
        title=consortium.title,
        created_by=by,
        created_at=at,
        copied_from=consortium,
    )
    members = _copied_members(consortium, copy)
    packages: dict[int | None, int] = {}
    for package in consortium.work_packages.all():
        packages[package.pk] = _saved(copied_row(package, consortium_id=copy.pk))
    for line in consortium.budget_lines.all():
        _saved(copied_row(line, consortium_id=copy.pk, member_id=members.get(line.member_id)))
    for step in consortium.planned_milestones.all():
        _saved(copied_row(step, consortium_id=copy.pk, work_package_id=packages.get(step.work_package_id)))
    return copy


def _copied_members(consortium: Consortium, copy: Consortium) -> dict[int | None, int]:
    """The partners in the copy; for each partner of the original its key there."""
    keys: dict[int | None, int] = {}
    for member in consortium.members.all():
        # The link of an open question answers for the original; the copy asks anew.
        open_question = {"state": MemberState.LISTED} if member.state == MemberState.INVITED else {}
        keys[member.pk] = _saved(copied_row(member, consortium_id=copy.pk, **open_question))
    return keys


def _saved(row: models.Model) -> int:
    row.save(force_insert=True)
    key: int = row.pk
    return key


def _ask_for_new_terms(member: ConsortiumMember, changes: dict[str, Any], *, by: User | None, at: datetime) -> None:
    asks_again = member.state in {MemberState.INVITED, MemberState.CONFIRMED}
    if member.state == MemberState.LISTED:
        change_row(member, **changes)
    else:
        _close_links(member, at=at)
        move_state(member, MemberState.LISTED, by=by, at=at, **changes, **NO_ANSWER)
    if asks_again and member.contact_email:
        _ask(member, by=by, at=at)


def _claim_member(member: ConsortiumMember, revision: int) -> None:
    """An answer takes the link first and then the partner; whoever changes the partner does so in the same order."""
    list(member.links.current().select_for_update().values_list("pk"))
    claim_row(member, revision)


def _ask(member: ConsortiumMember, *, by: User | None, at: datetime) -> ConfirmationLink:
    _close_links(member, at=at)
    if member.state != MemberState.INVITED:
        move_state(member, MemberState.INVITED, by=by, at=at, **NO_ANSWER)
    return send_link(member, email=member.contact_email, by=by, at=at)


def send_link(member: ConsortiumMember, *, email: str, by: User | None, at: datetime) -> ConfirmationLink:
    """Mail a new link that is bound to one address; refuses a second open one and a day that is over."""
    token = token_signer().sign(token_urlsafe(32))
    try:
        with transaction.atomic():
            link = member.links.create(
                token_hash=hash_of(token),
                email=email,
                sent_by=by,
                sent_at=at,
                expires_at=_last_moment(member.consortium, at=at),
            )
    except IntegrityError as error:
        raise AskedJustNow(_("This contact got a mail less than ten minutes ago. Wait a little.")) from error
    notices.ask_partner(link, token=token, at=at)
    return link


def _last_moment(consortium: Consortium, *, at: datetime) -> datetime:
    last_day = consortium.confirm_by or timezone.localdate(at) + LINK_LASTS
    over = day_closes_at(last_day)
    if over <= at:
        raise TooLateToAsk(_("The day by which partners confirm is over."))
    return over


def use_link(link: ConfirmationLink, *, at: datetime) -> None:
    """Consume a link; refuses one that expired or was closed."""
    if link.is_expired_at(at):
        raise LinkExpired(_("This link has expired. Ask for a fresh one."))
    _close_link(link, at=at)
    # The plan may have been replaced by a copy meanwhile, which took the link over.
    member_id = ConfirmationLink.objects.values_list("member_id", flat=True).get(pk=link.pk)
    if member_id != link.member_id:
        link.member = ConsortiumMember.objects.select_related("consortium", "organisation").get(pk=member_id)


def _close_link(link: ConfirmationLink, *, at: datetime) -> None:
    """Close one link by compare-and-swap: an answer to a question that changed meanwhile cannot slip in."""
    if ConfirmationLink.objects.current().filter(pk=link.pk).update(closed_at=at) != 1:
        raise LinkClosed(_("This link was answered, replaced or withdrawn already."))
    link.closed_at = at


def _close_links(member: ConsortiumMember, *, at: datetime) -> None:
    member.links.current().update(closed_at=at)
