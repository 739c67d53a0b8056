"""Who started a proposal holds it."""

from django.db import migrations
from django.utils import timezone


def give_roles(apps, _schema_editor):
    roles = apps.get_model("calls", "ProposalRole").objects
    proposals = apps.get_model("calls", "Proposal").objects
    for proposal in proposals.filter(roles=None).only("started_by_id", "started_at").iterator():
        roles.create(
            proposal_id=proposal.pk,
            user_id=proposal.started_by_id,
            role="holder",
            from_on=timezone.localdate(proposal.started_at),
            given_by_id=proposal.started_by_id,
            given_at=proposal.started_at,
        )


class Migration(migrations.Migration):
    dependencies = [("calls", "0007_roles_of_teams")]

    operations = [migrations.RunPython(give_roles, migrations.RunPython.noop, elidable=True)]
