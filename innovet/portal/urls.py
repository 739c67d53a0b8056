"""Pages of the top: home, static pages, a person's desk, search; the style page outside production."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from innovet.portal.views import desk, language, pages, style, technology

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("start/", desk.start_page, name="start_page"),
    path("zoeken/", desk.search, name="search"),
    path("techniek/", technology.technology, name="technology"),
    path("toegankelijkheid/", pages.accessibility_statement, name="accessibility_statement"),
    path("privacy/", pages.privacy, name="privacy"),
    path("contact/", pages.contact, name="contact"),
    path("taal/", language.language_choose, name="language_choose"),
]
if not settings.IS_PRODUCTION:
    urlpatterns.append(path("style/", style.style, name="style"))
