"""The addresses of one page in both languages."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language

from innovet.kit.http import absolute_url

ENGLISH_ROOT = "/en"


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """A page in one language: `code` for the lang attribute, `setting` as accounts keep it."""

    code: str
    setting: str
    name: str
    path: str

    @property
    def address(self) -> str:
        """The full address, for search engines."""
        return absolute_url(self.path)


@dataclass(frozen=True, slots=True)
class Languages:
    """The language of a page, and the other one."""

    this: PageLanguage
    other: PageLanguage

    @property
    def code(self) -> str:
        """What the lang attribute of the page says."""
        return self.this.code

    @property
    def all(self) -> tuple[PageLanguage, PageLanguage]:
        """Both, in the order of this page."""
        return self.this, self.other


def languages_of(request: HttpRequest) -> Languages:
    """The page that is asked for, in the language it is shown in and in the other."""
    path = _without_language(request.get_full_path())
    dutch = PageLanguage("nl-BE", settings.LANGUAGE_CODE, "Nederlands", path)
    english = PageLanguage("en", "en", "English", ENGLISH_ROOT + path)
    return Languages(english, dutch) if get_language() == "en" else Languages(dutch, english)


def path_in(path: str, language: str) -> str:
    """The same path in a language."""
    bare = _without_language(path)
    return ENGLISH_ROOT + bare if language == "en" else bare


def _without_language(path: str) -> str:
    """The Dutch address; two slashes in front would name another site, so the second is written out."""
    return escape_leading_slashes(path.removeprefix(ENGLISH_ROOT) if path.startswith(f"{ENGLISH_ROOT}/") else path)
