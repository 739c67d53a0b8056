"""A page on which something is typed: one form and nothing beside it that would drop the text."""

from collections.abc import Callable
from dataclasses import dataclass

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from innovet.kit.refused import Refused

type Crumb = tuple[str, str]


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
        context = {"page": self, "form": form, "crumbs": [*self.above, (self.title, "")], "back": self.above[-1][1]}
        return render(request, "projects/form_page.html", context, status=422 if form.is_bound else 200)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, an empty post as well; nothing for a GET."""
    return request.POST if request.method == "POST" else None


def kept(form: BaseForm, act: Callable[[], object], field: str | None = None) -> bool:
    """Do it; a refusal stands in the form, so that what was typed stays in view."""
    try:
        act()
    except Refused as refusal:
        form.add_error(field, str(refusal))
        return False
    return True
