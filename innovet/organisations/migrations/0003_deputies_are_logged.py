"""The log of an organisation tells who stood in for its owners."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_deputies"),
    ]

    operations = [
        migrations.AlterField(
            model_name="organisationlog",
            name="kind",
            field=models.CharField(
                choices=[
                    ("created", "added"),
                    ("edited", "details changed"),
                    ("checked", "checked by a coordinator"),
                    ("ended", "ended"),
                    ("reopened", "reopened"),
                    ("merged", "merged or renumbered"),
                    ("joining", "joining by mail domain changed"),
                    ("joined", "joined"),
                    ("role_changed", "role changed"),
                    ("left", "left"),
                    ("handed_over", "handed over"),
                    ("deputy_named", "deputy named"),
                    ("deputy_ended", "deputy ended"),
                ],
                editable=False,
                max_length=20,
                verbose_name="what",
            ),
        ),
    ]
