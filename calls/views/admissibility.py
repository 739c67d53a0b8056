"""A coordinator's pages of the formal check: the work list, one proposal, asking to complete, turning down."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.domain import admissibility, completions, turn_downs
from calls.domain.checks import Finding, check_requirements
from calls.enums import CompletionState, ProposalState, TurnDownState
from calls.forms import CompletionForm, OverruleForm, ReasonForm, TurnDownForm
from calls.models import Call, Completion, Proposal, TurnDown
from calls.permissions import can_answer_turn_down, can_judge_admissibility, can_manage_calls
from calls.views.asking import attempt, handled_proposal, kept, managed_call, posted
from calls.views.badges import Badge, badge_of
from innovet.accounts.models import User
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import possible, require
from innovet.kit.refused import Refused
from innovet.kit.workdays import INSTANT

edits = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Task:
    """One proposal that waits for its formal check: what is wrong, who is waited for, and how long still."""

    proposal: Proposal
    problems: list[str]
    badge: Badge
    due_on: date | None
    days_left: str | Promise

    @property
    def is_green(self) -> bool:
        """Nothing is wrong and nobody is waited for."""
        return not self.problems and self.badge == READY


READY = Badge(_("meets every requirement"), "green")
TO_JUDGE = Badge(_("to be judged"), "yellow")


@require_safe
def call_admissibility(request: HttpRequest, pk: int) -> HttpResponse:
    call = managed_call(request, pk)
    at = clock.now()
    tasks = _tasks(request, call, at)
    handled = Proposal.objects.handled_by(request.user, at=at).filter(call=call)
    judged = handled.filter(state__in=[ProposalState.ADMISSIBLE, ProposalState.INADMISSIBLE])
    context = {
        "call": call,
        "is_closed": call.is_past_closing_at(at),
        "green": [task for task in tasks if task.is_green],
        "rest": [task for task in tasks if not task.is_green],
        "judged": [(proposal, badge_of(proposal)) for proposal in judged.order_by("province", "title", "pk")],
    }
    return render(request, "calls/call_admissibility.html", context)


@require_POST
def proposal_check_all(request: MemberRequest, pk: int) -> HttpResponse:
    """Let every proposal that meets all requirements through in one act; say how many, and what is left."""
    call = managed_call(request, pk)
    at = clock.now()
    require(can_manage_calls(request.user))
    tasks = _tasks(request, call, at)
    green = [task.proposal for task in tasks if task.is_green]
    passed = sum(_passes(proposal, by=request.user, at=at) for proposal in green)
    counts = {"passed": passed, "left": len(tasks) - passed}
    messages.success(request, _("Admissible without remarks: %(passed)s. Still to judge: %(left)s.") % counts)
    return redirect("call_admissibility", call.pk)


@edits
def proposal_check(request: MemberRequest, pk: int) -> HttpResponse:
    """What was found, and the judgement that it is admissible; the other judgements have a page of their own."""
    proposal = handled_proposal(request, pk)
    at = clock.now()
    verdict = can_judge_admissibility(request.user, proposal, at=at)
    findings = check_requirements(proposal, at=at)
    form = OverruleForm(posted(request), failing=[one for one in findings if not one.is_met and one.can_overrule])

    def judge() -> None:
        possible(verdict)
        admissibility.judge_admissible(proposal, overrules=form.overrules, by=request.user, at=at)

    if form.is_valid() and kept(request, form, judge, _("The proposal is admissible.")):
        return redirect("call_admissibility", proposal.call_id)
    completion: Completion | None = getattr(proposal, "completion", None)
    turn_down = proposal.turn_downs.filter(state=TurnDownState.PROPOSED).select_related("proposed_by").first()
    context = {
        "proposal": proposal,
        "findings": findings,
        "checks": proposal.checks.select_related("checked_by"),
        "verdict": verdict,
        "form": form,
        "completion": completion,
        "changes": completions.what_changed(completion) if completion else [],
        "turn_down": turn_down,
        "unmet": turn_downs.reasons_of(turn_down) if turn_down else [],
        "may_answer": can_answer_turn_down(request.user, turn_down) if turn_down else None,
        "may_complete": bool(proposal.call.completion_parts) and completion is None,
    }
    return render(request, "calls/proposal_check.html", context, status=422 if form.is_bound else 200)


@edits
def completion_ask(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = handled_proposal(request, pk)
    if request.method != "POST":
        require(can_judge_admissibility(request.user, proposal, at=clock.now()))
    form = CompletionForm(posted(request), call=proposal.call)

    def ask() -> None:
        possible(can_judge_admissibility(request.user, proposal, at=clock.now()))
        completions.ask_completion(proposal, **form.cleaned_data, by=request.user, at=clock.now())

    if form.is_valid() and kept(request, form, ask, _("The school gets a mail with what to complete, and by when.")):
        return redirect("call_admissibility", proposal.call_id)
    context = {"proposal": proposal, "form": form}
    return render(request, "calls/completion_ask.html", context, status=422 if form.is_bound else 200)


@edits
def turn_down_propose(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = handled_proposal(request, pk)
    if request.method != "POST":
        require(can_judge_admissibility(request.user, proposal, at=clock.now()))
    form = TurnDownForm(posted(request), findings=check_requirements(proposal, at=clock.now()))

    def propose() -> None:
        possible(can_judge_admissibility(request.user, proposal, at=clock.now()))
        turn_downs.propose_turn_down(
            proposal, unmet=form.unmet, motivation=form.cleaned_data["motivation"], by=request.user, at=clock.now()
        )

    if form.is_valid() and kept(request, form, propose, _("A second coordinator is asked to confirm.")):
        return redirect("proposal_check", proposal.pk)
    context = {"proposal": proposal, "form": form}
    return render(request, "calls/turn_down_propose.html", context, status=422 if form.is_bound else 200)


@require_POST
def turn_down_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    turn_down = _turn_down(request, pk)
    require(can_answer_turn_down(request.user, turn_down))
    attempt(
        request,
        lambda: turn_downs.confirm_turn_down(turn_down, by=request.user, at=clock.now()),
        done=_("The proposal is inadmissible. Its letter waits until a coordinator releases it."),
    )
    return redirect("proposal_check", turn_down.proposal_id)


@edits
def turn_down_return(request: MemberRequest, pk: int) -> HttpResponse:
    turn_down = _turn_down(request, pk)
    require(can_manage_calls(request.user))
    form = ReasonForm(posted(request))

    def act() -> None:
        reason = form.cleaned_data["reason"]
        turn_downs.send_back_turn_down(turn_down, reason=reason, by=request.user, at=clock.now())

    if form.is_valid() and kept(request, form, act, _("The proposal can be judged anew.")):
        return redirect("proposal_check", turn_down.proposal_id)
    context = {"turn_down": turn_down, "proposal": turn_down.proposal, "form": form}
    return render(request, "calls/turn_down_return.html", context, status=422 if form.is_bound else 200)


def _passes(proposal: Proposal, *, by: User, at: datetime) -> bool:
    """One that somebody judged or that changed meanwhile stays on the work list, where its page says why."""
    try:
        admissibility.judge_admissible(proposal, overrules={}, by=by, at=at)
    except Refused:
        return False
    return True


def _turn_down(request: MemberRequest, pk: int) -> TurnDown:
    handled = Proposal.objects.handled_by(request.user, at=clock.now())
    found = TurnDown.objects.filter(proposal__in=handled)
    return get_object_or_404(found.select_related("proposal__call", "proposal__lead_school", "proposed_by"), pk=pk)


def _tasks(request: HttpRequest, call: Call, at: datetime) -> list[Task]:
    """What waits for its check, most urgent first; in a number of statements that does not grow."""
    handled = Proposal.objects.handled_by(request.user, at=at)
    proposed = TurnDown.objects.filter(proposal__call=call, state=TurnDownState.PROPOSED)
    asked = set(proposed.values_list("proposal", flat=True))
    tasks = [
        _task(proposal, findings, asked, at) for proposal, findings in admissibility.unjudged(call, handled, at=at)
    ]
    return sorted(tasks, key=lambda task: (task.due_on is None, task.due_on or date.max))


def _task(proposal: Proposal, findings: list[Finding], asked: Collection[int], at: datetime) -> Task:
    failing = [finding for finding in findings if not finding.is_met]
    completion: Completion | None = getattr(proposal, "completion", None)
    moments = [finding.due_at for finding in failing if finding.due_at and at < finding.due_at]
    is_completing = False
    if completion is not None and completion.state == CompletionState.OPEN:
        is_completing, moments = True, [completion.closes_at]
    due_on = timezone.localdate(min(moments) - INSTANT) if moments else None
    return Task(
        proposal=proposal,
        problems=[str(problem) for finding in failing for problem in finding.problems],
        badge=_badge(
            is_asked=proposal.pk in asked, is_completing=is_completing, due_on=due_on, is_failing=bool(failing)
        ),
        due_on=due_on,
        days_left=_days_left(due_on, timezone.localdate(at)),
    )


def _badge(*, is_asked: bool, is_completing: bool, due_on: date | None, is_failing: bool) -> Badge:
    if is_asked:
        return Badge(_("waits for a second coordinator"), "orange")
    if is_completing:
        return Badge(_("the school completes"), "blue")
    if not is_failing:
        return READY
    return Badge(_("may still be met"), "grey") if due_on else TO_JUDGE


def _days_left(due_on: date | None, today: date) -> str | Promise:
    if due_on is None:
        return ""
    days = (due_on - today).days
    if days <= 0:
        return _("today is the last day")
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}
