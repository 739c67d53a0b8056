"""Whether mail and background work run: a page for coordinators, numbers for machines."""

import secrets
from importlib.util import find_spec

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.connection import Connection
from kombu.exceptions import OperationalError

from innovet.kit import clock
from innovet.kit.http import require
from innovet.notifications.domain.monitoring import JobHealth, job_health
from innovet.notifications.enums import MessageState
from innovet.portal.permissions import can_see_technology

log = structlog.get_logger(__name__)
BROKER_SECONDS = 2


@require_safe
def technology(request: HttpRequest) -> HttpResponse:
    """Broker, worker and outbox at this moment."""
    require(can_see_technology(request.user))
    health = job_health(at=clock.now())
    counts = [(state.label, health.counts[state]) for state in MessageState]
    context = {"health": health, "broker_answers": _broker_answers(), "counts": counts}
    return render(request, "portal/technology.html", context)


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The same for Prometheus, for whoever knows the token; 404 without a token or without its package."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not secrets.compare_digest(token.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    if find_spec("prometheus_client") is None:
        raise Http404
    return HttpResponse(_exposition(job_health(at=clock.now())), content_type="text/plain; version=0.0.4")


def _exposition(health: JobHealth) -> bytes:
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()
    Gauge("innovet_broker_up", "Whether the broker answers", registry=registry).set(_broker_answers())
    Gauge("innovet_worker_silent", "Whether the worker gave no sign lately", registry=registry).set(
        health.is_worker_silent
    )
    Gauge("innovet_queue_age_seconds", "How long the oldest due message waits", registry=registry).set(
        health.queue_age.total_seconds()
    )
    messages = Gauge("innovet_messages", "Messages in the outbox", ["state"], registry=registry)
    for state, count in health.counts.items():
        messages.labels(state=state).set(count)
    exposition: bytes = generate_latest(registry)
    return exposition


def _broker_answers() -> bool:
    try:
        with Connection(  # type: ignore[no-untyped-call]
            settings.CELERY_BROKER_URL,
            transport=settings.CELERY_BROKER_TRANSPORT,
            connect_timeout=BROKER_SECONDS,
            transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        ) as connection:
            connection.ensure_connection(max_retries=1, timeout=BROKER_SECONDS)
    except (OperationalError, OSError) as error:
        log.warning("broker_unreachable", error=str(error))
        return False
    return True
