import re
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain

from tests.architecture.source import PACKAGES, ROOT, python_files, text

# Django and Celery load these by a setting, not by our import.
NOT_IMPORTED = {"argon2-cffi", "psycopg2-binary", "redis"}
# Packages whose feature is being built.
AWAITED: set[str] = set()

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


def test_every_package_is_used():
    modules = {}
    for module, names in packages_distributions().items():
        for distribution in names:
            modules.setdefault(distribution.lower().replace("_", "-"), set()).add(module)
    sources = "\n".join(text(path) for path in python_files(*PACKAGES))
    unused = [
        name
        for name in map(package, PROJECT["project"]["dependencies"])
        if name not in NOT_IMPORTED and not any(re.search(rf"\b{module}\b", sources) for module in modules[name])
    ]
    assert set(unused) == AWAITED, "A package that is used now leaves AWAITED"
