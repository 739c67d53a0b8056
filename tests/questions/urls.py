"""The portal's addresses and one page on which a sheet is filled in, as an owner would make it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template import engines
from django.urls import path
from django_cotton.compiler_regex import CottonCompiler

from innovet.kit import clock
from innovet.kit.refused import StaleRevision
from innovet.questions.forms import SheetForm
from innovet.questions.models import AnswerSheet
from innovet.questions.views import conflict_response
from innovet.urls import urlpatterns as portal

PAGE = """{% extends "base.html" %}{% block title %}Voorstel{% endblock %}{% block content %}
<c-error-summary :form="form" /><c-page-head title="Voorstel" />
<form method="post" enctype="multipart/form-data" novalidate>{% csrf_token %}<c-sheet-fields :form="form" />
<c-button label="Bewaren" /></form><c-answers :sheet="form.sheet" />{% endblock %}"""


def sheet_page(request, pk):
    sheet = get_object_or_404(AnswerSheet.objects.select_related("questionnaire"), pk=pk)
    form = SheetForm(sheet)
    if request.method == "POST":
        form = SheetForm(sheet, request.POST, request.FILES)
        try:
            form.save_draft(by=request.user, at=clock.now())
        except StaleRevision:
            return conflict_response(request, form, title="Voorstel")
        if not form.errors:
            return redirect(request.path)
    page = engines["django"].from_string(CottonCompiler().process(PAGE))
    return HttpResponse(page.render({"form": form}, request), status=422 if form.errors else 200)


urlpatterns = [path("blad/<int:pk>/", sheet_page), *portal]
