"""Whether a school can take part, by the rules of a call, before anything is typed; and what of that a draft takes over."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from calls.domain.core import asked_fields, save_core
from calls.enums import Fit, PartnerSide
from calls.models import Call, Proposal
from innovet.accounts.models import User
from innovet.education import Finality, Network
from innovet.kit.formats import dates, euro
from innovet.organisations.enums import OrganisationKind
from projects.domain.budgets import add_budget_line
from projects.enums import BudgetCategory
from projects.models import ConsortiumMember


@dataclass(frozen=True, slots=True)
class Situation:
    """What somebody says of a school and its plan; empty is not known yet."""

    kind: str = ""
    network: str = ""
    finalities: Collection[str] = ()
    sides: Collection[str] = ()
    requested_cents: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of a situation, and what to do next."""

    fit: Fit
    words: str
    advice: str = ""


def needed_sides(call: Call) -> list[PartnerSide]:
    """The sides of a partnership that the rule of a call asks."""
    needed = {
        PartnerSide.KNOWLEDGE: call.needs_knowledge_partner,
        PartnerSide.LABOUR: call.needs_labour_partner,
        PartnerSide.LOCAL: call.needs_local_partner,
        PartnerSide.SUPRALOCAL: call.needs_supralocal_partner,
    }
    return [side for side, is_needed in needed.items() if is_needed]


def missing_sides(call: Call, members: Iterable[ConsortiumMember]) -> list[PartnerSide]:
    """The sides that the rule of a call asks and on which none of these partners stands."""
    found = {side for member in members for side in _sides_of(member)}
    return [side for side in needed_sides(call) if side not in found]


def _sides_of(member: ConsortiumMember) -> set[PartnerSide]:
    is_education = OrganisationKind(member.organisation.kind).is_education_side
    own = PartnerSide.KNOWLEDGE if is_education else PartnerSide.LABOUR
    return {own, PartnerSide(member.reach)} if member.reach else {own}


def examine_situation(call: Call, said: Situation) -> list[Finding]:
    """Lay a situation beside each rule of the call that says who may apply, in the order of the questions."""
    return [finding for check in CHECKS for finding in check(call, said)]


def verdict_of(findings: Collection[Finding]) -> Fit:
    """No when one rule says no, open while something is not known, else yes."""
    found = {finding.fit for finding in findings}
    return next((fit for fit in (Fit.NO, Fit.OPEN) if fit in found), Fit.YES)


@transaction.atomic
def take_along(proposal: Proposal, said: Situation, *, by: User, at: datetime) -> bool:
    """Put what was said into a draft in which nothing was typed yet; tell whether something came along.

    Finality and period go to the core, the amount to a first line of the budget. Words that somebody typed are never
    touched, so a repeated start does no harm.
    """
    if proposal.revision != 1 or proposal.consortium.budget_lines.exists():
        return False
    said_of_core: dict[str, Any] = {
        "finalities": sorted(said.finalities),
        "starts_on": said.starts_on,
        "ends_on": said.ends_on,
    }
    values = {name: value for name, value in said_of_core.items() if value and name in asked_fields(proposal.call)}
    saved = save_core(proposal, values, read=dict.fromkeys(values, 1), by=by, at=at)
    if said.requested_cents:
        add_budget_line(
            proposal.consortium,
            category=BudgetCategory.OTHER,
            description=_("Estimate from the questions beforehand: split this up"),
            requested_cents=said.requested_cents,
        )
    return saved.revision > 1 or bool(said.requested_cents)


def _kind(call: Call, said: Situation) -> Iterator[Finding]:
    if said.kind in call.lead_kinds:
        yield Finding(Fit.YES, _("Your organisation may hand in a proposal."))
        return
    kinds = ", ".join(str(OrganisationKind(kind).label) for kind in call.lead_kinds)
    yield Finding(
        Fit.NO,
        _("Only these organisations hand in a proposal: %(kinds)s.") % {"kinds": kinds},
        _("You can be a partner: look for a school that hands in and ask it to add you."),
    )


def _network(call: Call, said: Situation) -> Iterator[Finding]:
    if not call.networks:
        return
    if said.network in call.networks:
        yield Finding(Fit.YES, _("Your education network may take part."))
        return
    networks = "; ".join(str(Network(network).label) for network in call.networks)
    yield Finding(
        Fit.NO,
        _("This call is for: %(networks)s.") % {"networks": networks},
        _("You can join as a partner school of a school in one of these networks."),
    )


def _finality(call: Call, said: Situation) -> Iterator[Finding]:
    if not call.finalities:
        return
    if set(said.finalities) & set(call.finalities):
        yield Finding(Fit.YES, _("Your pupils are in a finality that may take part."))
        return
    finalities = ", ".join(str(Finality(finality).label) for finality in call.finalities)
    yield Finding(
        Fit.NO,
        _("The project must be for pupils in: %(finalities)s.") % {"finalities": finalities},
        _("Look whether a class in one of these finalities can take part."),
    )


def _partners(call: Call, said: Situation) -> Iterator[Finding]:
    needed = needed_sides(call)
    if not needed:
        return
    missing = [str(side.label) for side in needed if side not in said.sides]
    if not missing:
        yield Finding(Fit.YES, _("You have every partner that is needed."))
        return
    yield Finding(
        Fit.OPEN,
        _("Still needed before you hand in: %(sides)s.") % {"sides": ", ".join(missing)},
        _("You can start now and look for partners meanwhile. One partner can count twice, such as a local company."),
    )


def _amount(call: Call, said: Situation) -> Iterator[Finding]:
    asked, least, most = said.requested_cents, call.min_grant_cents, call.max_grant_cents
    if not most:
        return
    limits = (
        _("Between %(least)s and %(most)s can be asked.") % {"least": euro(least), "most": euro(most)}
        if least
        else _("At most %(most)s can be asked.") % {"most": euro(most)}
    )
    if asked is None:
        yield Finding(Fit.OPEN, limits, _("You do not need to know the amount to start."))
    elif least <= asked <= most:
        yield Finding(Fit.YES, _("The amount fits: %(asked)s.") % {"asked": euro(asked)})
    else:
        thought = _("You think of %(asked)s.") % {"asked": euro(asked)}
        yield Finding(
            Fit.NO,
            f"{limits} {thought}",
            _("Make the plan smaller or larger, or let partners pay a part."),
        )


def _period(call: Call, said: Situation) -> Iterator[Finding]:
    first, last = call.project_starts_on, call.project_ends_on
    if not (first and last):
        return
    period = _("A project runs between %(first)s and %(last)s.") % {"first": dates(first), "last": dates(last)}
    days = [day for day in (said.starts_on, said.ends_on) if day]
    if any(not first <= day <= last for day in days):
        yield Finding(Fit.NO, period, _("Choose days inside this period."))
    elif len(days) < 2:
        yield Finding(Fit.OPEN, period, _("You do not need to know the days to start."))
    else:
        yield Finding(Fit.YES, _("Your days lie inside the period of the call."))


CHECKS = (_kind, _network, _finality, _partners, _amount, _period)
