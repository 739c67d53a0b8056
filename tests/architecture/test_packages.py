import re
import tomllib
from itertools import chain

from tests.architecture.source import ROOT, text

PROJECT = tomllib.loads(text(ROOT / "pyproject.toml"))


def wanted():
    project = PROJECT["project"]
    groups = [*project["optional-dependencies"].values(), *PROJECT["dependency-groups"].values()]
    return [*project["dependencies"], *chain.from_iterable(groups)]


def package(requirement):
    return re.split(r"[\[<>=~! ;]", requirement, maxsplit=1)[0].lower()


def test_every_package_has_a_lower_bound():
    assert not [requirement for requirement in wanted() if ">=" not in requirement]


def test_every_package_is_pinned():
    pinned = {package(pin) for pin in PROJECT["tool"]["uv"]["constraint-dependencies"]}
    assert {package(requirement) for requirement in wanted()} <= pinned, "Run make lock"


def test_the_lock_file_is_not_kept():
    assert "uv.lock" in text(ROOT / ".gitignore").splitlines()
