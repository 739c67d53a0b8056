"""A school's pages of the partners of a draft."""

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.forms import PartnerForm
from calls.models import Proposal
from calls.views.asking import attempt
from calls.views.plan_rows import RowPage, change_row_page, draft_of, initial_of, kept_row, remove_row, typed_draft_of
from calls.views.showing import member_badge, parts_of
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import posted
from innovet.organisations.models import Organisation
from projects.domain import consortia
from projects.models import ConsortiumMember

MATCHES = 20


@require_safe
def proposal_partners(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = draft_of(request, pk)
    members = proposal.consortium.members.select_related("organisation")
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_partners"),
        "rows": [(member, member_badge(member.state)) for member in members],
    }
    return render(request, "calls/proposal_partners.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_create(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    chosen = _chosen(request)
    form = PartnerForm(posted(request))
    if chosen is not None and form.is_valid():
        added = kept_row(
            request,
            proposal,
            form,
            lambda: consortia.add_member(proposal.consortium, chosen, **form.values),
            _("Partner added."),
        )
        if added:
            return redirect("proposal_partners", proposal.pk)
    return _partner_page(request, proposal, form, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_edit(request: MemberRequest, pk: int, member: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    partner = _partners(proposal).filter(pk=member).first()
    form = PartnerForm(posted(request), initial=initial_of(PartnerForm, partner))

    def change(partner: ConsortiumMember) -> None:
        again = consortia.change_member(partner, **form.changes, by=request.user, at=clock.now())
        if again:
            messages.warning(request, _("The role or the euros changed: this partner gets a new mail to confirm."))

    page = RowPage("proposal_partners", _("Change a partner"), _partner_page, template="calls/partner_edit.html")
    return change_row_page(request, proposal, partner, form, change, page)


@require_POST
def partner_invite(request: MemberRequest, pk: int, member: int) -> HttpResponse:
    partner = get_object_or_404(_partners(draft_of(request, pk)), pk=member)
    attempt(
        request,
        lambda: consortia.invite_member(partner, by=request.user, at=clock.now()),
        done=_("The contact gets a mail with a link to confirm."),
    )
    return redirect("proposal_partners", pk)


@require_POST
def partner_remove(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    partners = _partners(draft_of(request, pk))
    return remove_row(request, partners.filter(pk=member).first(), consortia.remove_member, "proposal_partners", pk)


def _partners(proposal: Proposal) -> QuerySet[ConsortiumMember]:
    return proposal.consortium.members.select_related("organisation", "consortium")


def _partner_page(request: HttpRequest, proposal: Proposal, form: forms.Form, status: int) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_partners"),
        "words": words,
        "found": _matches(words, proposal) if words else [],
        "chosen": _chosen(request),
        "form": form,
    }
    return render(request, "calls/partner_create.html", context, status=status)


def _chosen(request: HttpRequest) -> Organisation | None:
    pk = request.GET.get("organisation", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 16):
        return None
    return Organisation.objects.active().filter(pk=pk).first()


def _matches(words: str, proposal: Proposal) -> QuerySet[Organisation]:
    taken = proposal.consortium.members.values("organisation_id")
    found = Organisation.objects.active().exclude(pk=proposal.lead_school_id).exclude(pk__in=taken)
    return found.found_by(words)[:MATCHES]
