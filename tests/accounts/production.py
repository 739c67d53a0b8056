import os
import subprocess
import sys

from django.conf import settings

ENVIRONMENT = {
    "INNOVET_MODE": "production",
    "SECRET_KEY": "only-for-this-test-" * 4,
    "ALLOWED_HOSTS": "innovet.example",
    "DATABASE_URL": "postgres://nobody@localhost/none",
}


def production_setting(name):
    """One setting as production would read it, in a process of its own."""
    program = f"from innovet import settings; print(settings.{name})"
    environment = {**{key: value for key, value in os.environ.items() if key == "PATH"}, **ENVIRONMENT}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
