"""Approvals asked and given."""

from calls.domain import approvals
from calls.enums import Approver
from calls.models.approvals import approval_signer
from innovet.kit.tokens import hash_token
from tests.factories.calls import WHILE_OPEN


def asked_approval(proposal, approver=Approver.HEAD, *, at=WHILE_OPEN):
    """A question that waits for its answer."""
    return approvals.ask_approval(
        proposal, approver, name="An Peeters", email="An@School.example", by=proposal.started_by, at=at
    )


def given_approval(proposal, approver=Approver.HEAD, *, at=WHILE_OPEN):
    """A yes."""
    approval = asked_approval(proposal, approver, at=at)
    approvals.approve(approval, name="An Peeters", function="directeur", by=None, at=at)
    return approval


def link_of(approval):
    """A link that works; the one that was mailed is not kept."""
    token = approval_signer().sign(f"link {approval.pk}")
    type(approval).objects.filter(pk=approval.pk).update(token_hash=hash_token(token))
    return token
