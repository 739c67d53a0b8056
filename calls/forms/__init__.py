"""The shape of input in calls."""

from calls.forms.calls import CallForm, CallStartForm, CriterionForm, EnvelopesForm
from calls.forms.core import CoreForm
from calls.forms.handling import (
    AdmissibilityForm,
    AssignForm,
    ConflictForm,
    DecisionForm,
    OptionalReasonForm,
    ReasonForm,
    ReviewForm,
)
from calls.forms.proposals import (
    BudgetLineForm,
    MilestoneForm,
    PartnerForm,
    ProposalAttachmentForm,
    ProposalStartForm,
)
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
    "ProposalAttachmentForm",
    "ProposalStartForm",
    "ReasonForm",
    "ReviewForm",
    "RulesForm",
    "form_of",
]
