from django.db import migrations


def keep_dismissals(apps, _schema_editor):
    """What was dismissed keeps its reason, person and moment in the log."""
    conflict, move = (apps.get_model("calls", name) for name in ("ConflictOfInterest", "ConflictOfInterestMove"))
    dismissed = conflict.objects.filter(dismissed_at__isnull=False)
    move.objects.bulk_create(
        move(
            subject=row,
            source="confirmed",
            target="dismissed",
            by_id=row.dismissed_by_id,
            at=row.dismissed_at,
            reason=row.dismissal_reason,
        )
        for row in dismissed
    )
    dismissed.update(state="dismissed")


class Migration(migrations.Migration):
    dependencies = [("calls", "0013_conflicts_have_states")]

    operations = [migrations.RunPython(keep_dismissals, migrations.RunPython.noop, elidable=True)]
