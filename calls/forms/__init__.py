"""The shape of input in calls."""

from calls.forms.approvals import ApprovalAnswerForm, ApprovalAskForm
from calls.forms.calls import CallForm, CallStartForm, CriterionForm, EnvelopesForm
from calls.forms.core import CoreForm
from calls.forms.handing_in import ChoiceForm, WithdrawForm
from calls.forms.handling import (
    AdmissibilityForm,
    AssignForm,
    ConflictForm,
    DecisionForm,
    OptionalReasonForm,
    ReasonForm,
    ReviewForm,
)
from calls.forms.proposals import BudgetLineForm, MilestoneForm, PartnerForm, ProposalStartForm
from calls.forms.rules import BudgetRulesForm, RulesForm, form_of

__all__ = [
    "AdmissibilityForm",
    "ApprovalAnswerForm",
    "ApprovalAskForm",
    "AssignForm",
    "BudgetLineForm",
    "BudgetRulesForm",
    "CallForm",
    "CallStartForm",
    "ChoiceForm",
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
    "WithdrawForm",
    "form_of",
]
