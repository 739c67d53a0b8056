"""What a GET may write: nothing but the session, the list of sessions, and what sign-in notes about an address."""

import re

from django.db import connection

WRITE = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?', re.IGNORECASE)
WRITABLE_BY_GET = {"django_session", "usersessions_usersession", "account_emailaddress"}


class GetWrote(AssertionError):
    """A GET changed the database."""


def _guard(execute, sql, params, many, context):
    found = WRITE.match(sql)
    if found and found[1] not in WRITABLE_BY_GET:
        raise GetWrote(f"A GET may not write to {found[1]}: {sql[:200]}")
    return execute(sql, params, many, context)


def no_writes():
    """Inside this context a write raises."""
    return connection.execute_wrapper(_guard)
