"""Messages posted before they named what they are about: their key tells it."""

import re

from django.db import migrations

# Template -> the kind of thing, the model whose id stands in the key, and the way from there to the thing.
ABOUT = {
    "decision_letter": ("proposal", ("calls", "Decision"), "proposal_id"),
    "proposal_receipt": ("proposal", ("calls", "ProposalVersion"), "proposal_id"),
    "draft_warning": ("proposal", ("calls", "Proposal"), "pk"),
    "partner_question": ("consortium", ("projects", "ConfirmationLink"), "member__consortium_id"),
    "partner_answer": ("consortium", ("projects", "ConfirmationLink"), "member__consortium_id"),
}


def name_what_they_are_about(apps, _schema_editor):
    messages = apps.get_model("notifications", "Message").objects
    for template, (kind, model, way) in ABOUT.items():
        things = dict(apps.get_model(*model).objects.values_list("pk", way))
        for pk, key in messages.filter(template=template, about_kind="").values_list("pk", "key"):
            thing = things.get(int(re.search(r"\d+", key)[0]))
            if thing is not None:
                messages.filter(pk=pk).update(about_kind=kind, about_id=thing)


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0002_what_a_state_asks"),
        ("notifications", "0002_message_about"),
        ("projects", "0002_reports"),
    ]

    operations = [migrations.RunPython(name_what_they_are_about, migrations.RunPython.noop, elidable=True)]
