from django.db import migrations


def keep_dismissals(apps, schema_editor):
    """What was dismissed keeps its reason, person and moment in the log."""
    ConflictOfInterest = apps.get_model("calls", "ConflictOfInterest")
    ConflictOfInterestMove = apps.get_model("calls", "ConflictOfInterestMove")
    dismissed = ConflictOfInterest.objects.filter(dismissed_at__isnull=False)
    ConflictOfInterestMove.objects.bulk_create(
        ConflictOfInterestMove(
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
