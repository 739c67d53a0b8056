"""Tells the client how many statements an answer took, when it asks; costs nothing otherwise."""

from collections import Counter

from django.db import connection


class StatementsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "HTTP_X_COUNT" not in request.META:
            return self.get_response(request)
        seen = Counter()

        def count(execute, sql, params, many, context):
            seen[sql] += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
            if response.streaming:
                response.streaming_content = [b"".join(response.streaming_content)]
        response["X-Statements"] = str(seen.total())
        response["X-Repeated"] = str(sum(times - 1 for times in seen.values()))
        return response
