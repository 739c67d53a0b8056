"""Plain Django, as small as it gets: what the portal's pages are measured against."""

import datetime
import uuid

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from tests.benchmarks.models import ControlGuest, ControlMessage, ControlPlace, ControlRow

ROWS = 300
MADE_AT = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)


def add_control_rows():
    """What the control pages show and count."""
    ControlRow.objects.bulk_create(
        [ControlRow(name=f"Row {n}", town="Gent", amount=n * 10, made_at=MADE_AT) for n in range(ROWS)]
    )
    ControlPlace.objects.create(pk=1, capacity=10**9)


@login_not_required
def control_plain(request):
    return HttpResponse("ok")


@login_not_required
def control_ref(request):
    return render(request, "benchmarks/ref.html", {"rows": ControlRow.objects.order_by("pk")[:50]})


def control_session(request):
    return render(request, "benchmarks/ref.html", {"rows": ControlRow.objects.order_by("pk")[:50], "who": request.user})


@csrf_exempt
def control_post(request):
    with transaction.atomic():
        place = ControlPlace.objects.filter(taken__lt=F("capacity"))
        place.update(taken=F("taken") + 1)
        ControlGuest.objects.create(place_id=1, user_id=request.user.pk)
        ControlMessage.objects.create(key=uuid.uuid4().hex, body="You have a place.")
    return HttpResponse("ok")
