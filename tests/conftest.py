import os
import tempfile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovet.settings")
os.environ["INNOVET_MODE"] = "test"
os.environ.setdefault("INNOVET_DATA", tempfile.mkdtemp(prefix="innovet-test-"))

import django

django.setup()
