"""The portal's production settings plus the control pages, in the same server."""

from innovet.settings import *  # noqa: F403
from innovet.settings import INSTALLED_APPS, LOGGING, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "tests.benchmarks"]
MIDDLEWARE = ["tests.benchmarks.middleware.StatementsMiddleware", *MIDDLEWARE]
ROOT_URLCONF = "tests.benchmarks.urls"
SECURE_SSL_REDIRECT = False
# The stale saves are asked for: their warnings would hide what goes wrong.
LOGGING["loggers"]["django.request"] = {"level": "ERROR"}
