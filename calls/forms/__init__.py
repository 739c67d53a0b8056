"""The shape of input in calls."""

from calls.forms.admissibility import CompletionAnswerForm, CompletionForm, LetterForm, OverruleForm, TurnDownForm
from calls.forms.approvals import ApprovalAnswerForm, ApprovalAskForm
from calls.forms.calls import CallForm, CallStartForm, CriterionForm, EnvelopesForm
from calls.forms.conflicts import ConflictForm, StatementForm
from calls.forms.core import CoreForm
from calls.forms.handing_in import ChoiceForm, WithdrawForm
from calls.forms.handling import (
    AssignForm,
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
    WorkPackageForm,
)
from calls.forms.rules import BudgetRulesForm, RulesForm, form_of

__all__ = [
    "ApprovalAnswerForm",
    "ApprovalAskForm",
    "AssignForm",
    "BudgetLineForm",
    "BudgetRulesForm",
    "CallForm",
    "CallStartForm",
    "ChoiceForm",
    "CompletionAnswerForm",
    "CompletionForm",
    "ConflictForm",
    "CoreForm",
    "CriterionForm",
    "DecisionForm",
    "EnvelopesForm",
    "LetterForm",
    "MilestoneForm",
    "OptionalReasonForm",
    "OverruleForm",
    "PartnerForm",
    "ProposalAttachmentForm",
    "ProposalStartForm",
    "ReasonForm",
    "ReviewForm",
    "RulesForm",
    "StatementForm",
    "TurnDownForm",
    "WithdrawForm",
    "WorkPackageForm",
    "form_of",
]
