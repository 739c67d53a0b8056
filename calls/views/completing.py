"""A school's pages beside what it handed in: confirmations and letters of its partners, and completing formal parts."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.domain import completions
from calls.domain.confirmations import confirmations_close_at
from calls.domain.moments import closing_of
from calls.forms import CompletionAnswerForm, LetterForm
from calls.models import Completion, Proposal
from calls.permissions import can_ask_partner, can_complete, can_keep_letter, can_work_on
from calls.views.asking import attempt, kept_and_told, team_proposal, visible_proposal
from calls.views.badges import Badge
from calls.views.showing import member_badge
from innovet.accounts.requests import MemberRequest
from innovet.exports.pdf import typeset
from innovet.files.responses import download
from innovet.kit import clock
from innovet.kit.formats import euro
from innovet.kit.http import possible, posted, require
from projects.domain import consortia
from projects.models import ConsortiumMember

edits = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def proposal_confirmations(request: HttpRequest, pk: int) -> HttpResponse:
    """Who confirmed, who is asked, by when, and the letters; also after handing in."""
    proposal = team_proposal(request, pk)
    at, until = clock.now(), _confirms_until(proposal)
    is_over = until is not None and until <= at
    context = {
        "proposal": proposal,
        "until": until,
        "is_over": is_over,
        "rows": [(member, _badge(member, is_over=is_over)) for member in _members(proposal)],
        "may_ask": can_ask_partner(request.user, proposal, at=at, until=until),
        "may_keep": can_keep_letter(request.user, proposal),
        "completion": _completion(proposal),
    }
    return render(request, "calls/proposal_confirmations.html", context)


@require_POST
def confirmation_ask(request: MemberRequest, pk: int, member: int) -> HttpResponse:
    """Ask a partner, or ask it again; also after handing in, as long as it may confirm."""
    proposal = team_proposal(request, pk)
    partner = get_object_or_404(_members(proposal), pk=member)
    require(can_ask_partner(request.user, proposal, at=clock.now(), until=_confirms_until(proposal)))
    attempt(
        request,
        lambda: consortia.invite_member(partner, by=request.user, at=clock.now()),
        done=_("The contact gets a mail with a link to confirm."),
    )
    return redirect("proposal_confirmations", pk)


@require_safe
def letter_print(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """The letter of intent of one partner, filled in, to be signed; with the euros of this partner only."""
    proposal = team_proposal(request, pk)
    partner = get_object_or_404(_members(proposal), pk=member)
    response = HttpResponse(typeset("letter_of_intent.typ", _letter(proposal, partner)), content_type="application/pdf")
    name = f"{slugify(_('Letter of intent'))}-{slugify(partner.organisation.name)}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@edits
def letter_upload(request: MemberRequest, pk: int, member: int) -> HttpResponse:
    proposal = team_proposal(request, pk)
    partner = get_object_or_404(_members(proposal), pk=member)
    if request.method != "POST":
        require(can_keep_letter(request.user, proposal))
    require(can_work_on(request.user, proposal))
    form = LetterForm(posted(request), request.FILES if request.method == "POST" else None)

    def keep() -> None:
        possible(can_keep_letter(request.user, proposal))
        consortia.keep_letter(partner, form.cleaned_data["letter"], by=request.user, at=clock.now())

    if form.is_valid() and kept_and_told(request, form, keep, _("The signed letter is there.")):
        return redirect("proposal_confirmations", pk)
    context = {"proposal": proposal, "member": partner, "form": form}
    return render(request, "calls/letter_upload.html", context, status=422 if form.is_bound else 200)


@require_safe
def letter_download(request: HttpRequest, pk: int, member: int) -> HttpResponseBase:
    """The signed letter, for whoever may see the proposal."""
    partners = _members(visible_proposal(request, pk)).filter(letter__isnull=False)
    letter = get_object_or_404(partners, pk=member).letter
    assert letter is not None  # noqa: S101
    return download(request, letter)


@edits
def completion_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Only the formal parts that the coordinator opened; answering makes the next version."""
    proposal = team_proposal(request, pk)
    completion = get_object_or_404(Completion, proposal=proposal)
    completion.proposal = proposal
    verdict = can_complete(request.user, completion, at=clock.now())
    if request.method == "POST":
        require(can_work_on(request.user, proposal))
    files = request.FILES if request.method == "POST" else None
    form = CompletionAnswerForm(posted(request), files, completion=completion, members=_members(proposal))

    def answer() -> None:
        possible(verdict)
        completions.answer_completion(completion, form.completed, by=request.user, at=clock.now())

    if form.is_valid() and kept_and_told(
        request, form, answer, _("Completed. You get the receipt of the new version by mail.")
    ):
        return redirect("completion_answer", pk)
    context = {
        "proposal": proposal,
        "completion": completion,
        "form": form,
        "verdict": verdict,
        "changes": completions.what_changed(completion),
    }
    return render(request, "calls/completion_answer.html", context, status=422 if form.is_bound else 200)


def _members(proposal: Proposal) -> QuerySet[ConsortiumMember]:
    return proposal.consortium.members.select_related("organisation", "consortium__lead_school", "letter")


def _completion(proposal: Proposal) -> Completion | None:
    return Completion.objects.filter(proposal=proposal).first()


def _confirms_until(proposal: Proposal) -> datetime | None:
    return confirmations_close_at(proposal.call, closing_of(proposal), _completion(proposal))


def _badge(member: ConsortiumMember, *, is_over: bool) -> Badge:
    if is_over and not (member.is_confirmed or member.is_refused):
        return Badge(_("not confirmed"), "red")
    return member_badge(member.state)


def _letter(proposal: Proposal, member: ConsortiumMember) -> dict[str, object]:
    """What stands in the letter: who, what, how many hours and how much money; nothing of other partners."""
    facts = [
        (_("Organisation"), member.organisation.name_and_town),
        (_("Enterprise number (KBO)"), member.organisation.enterprise_number_text),
        (_("Lead school"), proposal.lead_school.name_and_town),
        (_("Plan"), str(proposal)),
        (_("Call"), proposal.call.title),
        (_("Role"), member.get_role_display()),
        (_("Contribution"), member.contribution),
        (_("In kind"), member.in_kind),
        (_("Hours"), str(member.hours) if member.hours else ""),
        (_("Contribution in euro"), euro(member.contribution_cents)),
        (_("Period"), _period(proposal)),
    ]
    return {
        "title": _("Letter of intent"),
        "subtitle": str(proposal),
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "statement": _(
            "The organisation states that it takes up this role and this contribution when the plan is selected. When"
            " the school changes the role, the hours or the euros, it asks again."
        ),
        "signatures": [
            {"title": _("For the partner"), "name": member.contact_name, "organisation": member.organisation.name},
            {"title": _("For the lead school"), "name": "", "organisation": proposal.lead_school.name},
        ],
        "labels": {"name": _("Name"), "function": _("Function"), "day": _("Date"), "signature": _("Signature")},
    }


def _period(proposal: Proposal) -> str:
    days = [date_format(day, "j F Y") for day in (proposal.starts_on, proposal.ends_on) if day]
    return " - ".join(days)
