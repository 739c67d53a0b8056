"""The shape of input in calls."""

from calls.forms.calls import CallForm, CallStartForm, CriterionForm, EnvelopesForm
from calls.forms.conflicts import ConflictForm, StatementForm
from calls.forms.core import CoreForm
from calls.forms.handling import (
    AdmissibilityForm,
    AssignForm,
    DecisionForm,
    OptionalReasonForm,
    ReasonForm,
    ReviewForm,
)
from calls.forms.proposals import BudgetLineForm, MilestoneForm, PartnerForm, ProposalStartForm
from calls.forms.rules import BudgetRulesForm, RulesForm, form_of

__all__ = [
    "AdmissibilityForm",
    "AssignForm",
    "BudgetLineForm",
    "BudgetRulesForm",
    "CallForm",
    "CallStartForm",
    "ConflictForm",
    "CoreForm",
    "CriterionForm",
    "DecisionForm",
    "EnvelopesForm",
    "MilestoneForm",
    "OptionalReasonForm",
    "PartnerForm",
    "ProposalStartForm",
    "ReasonForm",
    "ReviewForm",
    "RulesForm",
    "StatementForm",
    "form_of",
]
