"""A page on which something is typed: one form and nothing beside it that would drop the text."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from innovet.kit.refused import StaleRevision

type Crumb = tuple[str, str]
type Standing = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FormPage:
    """The words around a form; the last crumb above is where it leads back to."""

    title: str
    above: list[Crumb]
    caption: str = ""
    introduction: str = ""
    submit: str = ""
    variant: str = "primary"
    is_removable: bool = False

    def show(self, request: HttpRequest, form: BaseForm) -> HttpResponse:
        """The page, with status 422 when what was typed comes back."""
        return self._render(request, form, [], 422 if form.is_bound else 200)

    def show_beside(
        self, request: HttpRequest, form: BaseForm, stale: StaleRevision, standing: Standing
    ) -> HttpResponse:
        """The form as typed, beside what somebody else made of it; saving again is then a choice."""
        data = request.POST.copy()
        data["revision"] = str(getattr(stale.current, "revision", 0))
        form.data = data
        messages.error(request, str(stale))
        return self._render(request, form, standing, 409)

    def _render(self, request: HttpRequest, form: BaseForm, standing: Standing, status: int) -> HttpResponse:
        context = {
            "page": self,
            "form": form,
            "standing": standing,
            "crumbs": [*self.above, (self.title, "")],
            "back": self.above[-1][1],
        }
        return render(request, "projects/form_page.html", context, status=status)
