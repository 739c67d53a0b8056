"""One log line per request, by route: no address, user agent, path or query of a visitor ever enters a log."""

import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("innovet.requests")


class StatementCounter:
    """Counts the statements of one request and their time."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        """Run one statement and time it."""
        begin = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - begin


class RequestLogMiddleware:
    """Gives each request an id, logs how it went; shows the visitor Server-Timing in local mode."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then log method, route, status and milliseconds."""
        structlog.contextvars.clear_contextvars()
        request_id = uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=request_id)
        counter = StatementCounter()
        begin = time.perf_counter()
        with ExitStack() as stack:
            if settings.IS_LOCAL:
                stack.enter_context(connection.execute_wrapper(counter))
            response = self.get_response(request)
        seconds = time.perf_counter() - begin
        response["X-Request-ID"] = request_id
        if settings.IS_LOCAL:
            response["Server-Timing"] = (
                f'total;dur={seconds * 1000:.1f}, db;dur={counter.seconds * 1000:.1f};desc="{counter.count} statements"'
            )
        self._log(request, response, seconds)
        return response

    def _log(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        log.info(
            "request",
            method=request.method if request.method in {"GET", "HEAD", "POST", "OPTIONS"} else "other",
            route=match.route if match else "",
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
        )
