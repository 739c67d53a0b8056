"""Choosing the language of one's account."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from innovet.accounts.domain.languages import choose_language
from innovet.accounts.enums import Language
from innovet.accounts.models import User
from innovet.portal.languages import path_in


@require_POST
@login_not_required
def language_choose(request: HttpRequest) -> HttpResponse:
    """Keep the language of whoever has an account, and show the same page in it."""
    language = request.POST.get("language", "")
    if language not in Language.values:
        return HttpResponseBadRequest()
    if isinstance(request.user, User):
        choose_language(request.user, Language(language))
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    return redirect(path_in(target, language))
