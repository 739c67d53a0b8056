"""The living page with every component; absent in production."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def style(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/style.html", {"page": Paginator(range(500), 50).get_page(3)})
