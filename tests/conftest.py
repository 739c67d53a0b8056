import os
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovet.settings")
os.environ["INNOVET_MODE"] = "test"
os.environ.setdefault("INNOVET_DATA", tempfile.mkdtemp(prefix="innovet-test-"))
(Path(os.environ["INNOVET_DATA"]) / "static").mkdir(parents=True, exist_ok=True)

import django

django.setup()

pytest_plugins = ["tests.skips"]
