"""The page that puts two answers side by side; owners answer with it when a save was stale."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from innovet.questions.forms import SheetForm


def conflict_response(
    request: HttpRequest, form: SheetForm, *, title: str | Promise, crumbs: Sequence[tuple[str | Promise, str]] = ()
) -> HttpResponse:
    """409 with both texts of every conflict of `form`; the choice is posted to the same address."""
    context = {"form": form, "title": title, "crumbs": crumbs}
    return render(request, "questions/conflict.html", context, status=409)
