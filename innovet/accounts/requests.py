"""The request of somebody who is signed in, and signing in by a link that proved an address."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpResponse

from innovet.accounts.models import User
from innovet.kit.http import Request


class MemberRequest(Request):
    """A request behind the sign-in: the user is a person."""

    user: User


def sign_in_by_link(request: Request, user: User) -> HttpResponse:
    """Let a new account in: its mailed link proved the address, as a mailed code would."""
    record_authentication(request, user, method="code", email=user.email)
    response: HttpResponse = perform_login(request, Login(user=user, email=user.email))
    return response
