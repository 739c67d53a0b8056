"""The shape of input in calls."""

from calls.forms.calls import CallForm, CallStartForm, CriterionForm, EnvelopesForm
from calls.forms.handling import (
    AdmissibilityForm,
    AssignForm,
    ConflictForm,
    DecisionForm,
    OptionalReasonForm,
    ReasonForm,
    ReviewForm,
)
from calls.forms.proposals import BudgetLineForm, MilestoneForm, PartnerForm, ProposalForm, ProposalStartForm
from calls.forms.rules import BudgetRulesForm, RulesForm, form_of

__all__ = [
    "AdmissibilityForm",
    "AssignForm",
    "BudgetLineForm",
    "BudgetRulesForm",
    "CallForm",
    "CallStartForm",
    "ConflictForm",
    "CriterionForm",
    "DecisionForm",
    "EnvelopesForm",
    "MilestoneForm",
    "OptionalReasonForm",
    "PartnerForm",
    "ProposalForm",
    "ProposalStartForm",
    "ReasonForm",
    "ReviewForm",
    "RulesForm",
    "form_of",
]
