"""The files of a proposal: a school adds them to a draft; whoever may see the proposal reads them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.domain.proposal_attachments import TitleTaken, attach_file, remove_attachment
from calls.forms import ProposalAttachmentForm
from calls.models import Proposal, ProposalAttachment
from calls.permissions import can_edit_proposal
from calls.views.asking import attempt
from calls.views.plan_rows import draft_of, typed_draft_of
from calls.views.showing import parts_of
from innovet.accounts.requests import MemberRequest
from innovet.files.domain.refusals import FileRefused
from innovet.files.responses import download
from innovet.kit import clock
from innovet.kit.http import possible, posted, require
from innovet.kit.refused import Refused

# Beside which field a refusal stands; another one stands above the form.
BESIDE: dict[type[Refused], str] = {FileRefused: "file", TitleTaken: "title"}


@require_safe
def proposal_attachments(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = draft_of(request, pk)
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_attachments"),
        "attachments": proposal.attachments.select_related("file"),
        "limits": ProposalAttachmentForm(call=proposal.call).fields["file"].help_text,
    }
    return render(request, "calls/proposal_attachments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_attachment_add(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    files = request.FILES if request.method == "POST" else None
    form = ProposalAttachmentForm(posted(request), files, call=proposal.call)
    if form.is_valid():
        title, upload = form.cleaned_data["title"], form.cleaned_data["file"]
        try:
            possible(can_edit_proposal(request.user, proposal))
            attach_file(proposal, title=title, upload=upload, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(BESIDE.get(type(refusal)), str(refusal))
        else:
            messages.success(request, _("The file is there."))
            return redirect("proposal_attachments", proposal.pk)
    context = {"proposal": proposal, "parts": parts_of(proposal, "proposal_attachments"), "form": form}
    return render(request, "calls/proposal_attachment_add.html", context, status=422 if form.is_bound else 200)


@require_POST
def proposal_attachment_remove(request: MemberRequest, pk: int) -> HttpResponse:
    of_team = ProposalAttachment.objects.filter(proposal__in=Proposal.objects.of_team(request.user))
    attachment = get_object_or_404(of_team.select_related("proposal"), pk=pk)
    proposal = attachment.proposal
    require(can_edit_proposal(request.user, proposal))
    attempt(request, lambda: remove_attachment(attachment), done=_("The file is gone."))
    return redirect("proposal_attachments", proposal.pk)


@require_safe
def proposal_attachment_download(request: MemberRequest, pk: int) -> HttpResponseBase:
    visible = Proposal.objects.visible_to(request.user, at=clock.now())
    found = ProposalAttachment.objects.filter(proposal__in=visible.order_by()).select_related("file")
    return download(request, get_object_or_404(found, pk=pk).file)
