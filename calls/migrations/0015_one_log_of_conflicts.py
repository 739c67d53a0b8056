from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calls", "0014_dismissals_become_moves")]

    operations = [
        migrations.RemoveConstraint(
            model_name="conflictofinterest",
            name="conflict_stands_once_per_person",
        ),
        migrations.RemoveConstraint(
            model_name="conflictofinterest",
            name="conflict_is_dismissed_with_a_reason_and_never_ones_own",
        ),
        migrations.AddConstraint(
            model_name="conflictofinterest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "dismissed"), _negated=True),
                fields=("user", "proposal"),
                name="conflict_stands_once_per_person",
                violation_error_message="This conflict of interest is already known.",
            ),
        ),
        migrations.AddConstraint(
            model_name="conflictofinterest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "dismissed"), _negated=True),
                    models.Q(("origin", "declared"), _negated=True),
                    _connector="OR",
                ),
                name="conflict_that_a_person_declared_is_never_dismissed",
                violation_error_message="A conflict that a person declared is never dismissed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="conflictofinterest",
            constraint=models.CheckConstraint(
                condition=models.Q(("noted_by__isnull", False), ("origin", "found"), _connector="OR"),
                name="conflict_is_noted_by_somebody_or_found",
                violation_error_message="A conflict that was not found automatically was noted by somebody.",
            ),
        ),
        migrations.RemoveField(
            model_name="conflictofinterest",
            name="dismissal_reason",
        ),
        migrations.RemoveField(
            model_name="conflictofinterest",
            name="dismissed_at",
        ),
        migrations.RemoveField(
            model_name="conflictofinterest",
            name="dismissed_by",
        ),
    ]
