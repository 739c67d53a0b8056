import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from innovet import urls
from innovet.accounts.enums import Language
from innovet.kit.refused import LostRace
from tests.factories.accounts import UserFactory


@pytest.mark.django_db
def test_a_body_that_is_too_large_is_said_to_be_so(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = client.post(
        reverse("account_login"), "login=" + "a" * 200, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    assert "te groot" in answer.content.decode()


def raising(exception):
    def view(request):
        raise exception

    view.login_required = False
    return view


def answering(response):
    def view(request):
        return response

    view.login_required = False
    return view


urlpatterns = [
    path("verboden/", raising(PermissionDenied("De oproep is gesloten."))),
    path("weg/", raising(Http404)),
    path("race/", raising(LostRace("Iemand was je voor."))),
    path("rij/", raising(ValidationError("Deze school staat er al in."))),
    path("stuk/", raising(ZeroDivisionError("geheim"))),
    path("te-groot/", answering(HttpResponse(status=413))),
    path("te-vaak/", answering(HttpResponse(status=429, headers={"Retry-After": "60"}))),
    path("eigen-woorden/", answering(HttpResponse("al gezegd", status=404))),
    path("alleen-post/", require_POST(answering(HttpResponse()))),
    *urls.urlpatterns,
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/verboden/", 403, "Dit mag je niet doen"),
        ("/verboden/", 403, "De oproep is gesloten."),
        ("/weg/", 404, "Deze pagina bestaat niet"),
        ("/race/", 409, "Iemand was je voor."),
        ("/rij/", 422, "Deze school staat er al in."),
        ("/te-groot/", 413, "Dit is te groot om te versturen"),
        ("/te-vaak/", 429, "Dat is wat te vaak"),
        ("/bestaat/echt/niet", 404, "Deze pagina bestaat niet"),
        ("/eigen-woorden/", 404, "al gezegd"),
    ],
)
def test_an_error_is_a_dutch_page_with_its_own_status(client, address, status, words):
    response = client.get(address)
    assert response.status_code == status
    assert words in response.content.decode()


def test_a_wrong_method_says_which_ones_work(client):
    response = client.get("/alleen-post/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "Dit adres werkt niet op deze manier" in response.content.decode()


def test_a_mistake_of_ours_tells_nothing_about_itself(client):
    client.raise_request_exception = False
    response = client.get("/stuk/")
    assert response.status_code == 500
    assert "Er ging iets mis" in response.content.decode()
    assert "geheim" not in response.content.decode()


def test_a_foreign_host_gets_the_bad_request_page(client):
    response = client.get("/", headers={"host": "elders.example"})
    assert response.status_code == 400
    assert "Deze vraag was niet leesbaar" in response.content.decode()


def test_a_form_without_its_token_says_what_helps():
    response = Client(enforce_csrf_checks=True).post(reverse("language_choose"), {"language": "en"})
    assert response.status_code == 403
    assert "Dit formulier is te oud" in response.content.decode()


@pytest.mark.django_db
def test_an_error_speaks_the_language_of_the_account(client):
    client.force_login(UserFactory(language=Language.ENGLISH))
    assert "This page does not exist" in client.get("/weg-ermee/").content.decode()
    assert "This page does not exist" in client.get("/weg/").content.decode()


def test_an_error_under_en_speaks_english(client):
    assert "This page does not exist" in client.get("/en/weg-ermee/").content.decode()


def test_a_refusal_replaces_the_whole_page_when_htmx_asked_for_a_fragment(client):
    response = client.get("/race/", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Retarget"]) == (409, "body")


def test_an_error_page_never_links_to_another_site(client):
    for address in ("//elders.example/", "/en//elders.example/"):
        assert 'href="//elders' not in client.get(address).content.decode()
        assert 'href="//elders' not in Client().generic("GET", address).content.decode()


def test_pages_for_errors_need_no_middleware_to_have_run():
    from innovet.portal.views.errors import bad_request

    assert bad_request(RequestFactory().get("/"), ValueError()).status_code == 400
