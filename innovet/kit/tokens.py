"""Links that prove an address: a secret in the mail, only its hash in the database."""

import hashlib
import secrets


def new_token() -> tuple[str, str]:
    """A fresh secret for a link, and the hash to keep."""
    token = secrets.token_urlsafe(32)
    return token, hash_token(token)


def hash_token(token: str) -> str:
    """The hash under which a secret is kept; the secret is long and random, so a plain SHA-256 will do."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
