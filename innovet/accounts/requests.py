"""The request of somebody who is signed in."""

from innovet.accounts.models import User
from innovet.kit.http import Request


class MemberRequest(Request):
    """A request behind the sign-in: the user is a person."""

    user: User
