import copy
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def example_templates(settings):
    """A mail template of the tests' own beside those of the house."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates
