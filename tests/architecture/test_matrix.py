import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from tests.architecture.guard import GetWrote, no_writes
from tests.architecture.matrix import ACTORS, PAGES, PUBLIC, SIGN_IN, addresses, load
from tests.factories.accounts import UserFactory

load()
pytestmark = pytest.mark.django_db

# Pages of the sign-in library that a visitor may see.
OPEN_SIGN_IN_PAGES = (
    "account_login",
    "account_signup",
    "account_logout",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_inactive",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_signup_webauthn",
)


def ours():
    return [address for address in addresses() if address.is_ours]


def test_every_address_has_a_row():
    rows = {page.name for page in PAGES}
    missing = sorted(address.name or address.route for address in ours() if address.name not in rows)
    assert not missing, f"No row in tests/<app>/matrix.py for: {', '.join(missing)}"


def test_every_row_has_an_address():
    names = {address.name for address in addresses()}
    assert {page.name for page in PAGES} | PUBLIC <= names


def test_the_list_of_public_pages_is_complete():
    assert {address.name for address in ours() if address.is_public} == PUBLIC


def test_an_address_is_named_after_its_view():
    differing = [
        f"{address.name}: {address.callback.__name__}"
        for address in ours()
        if hasattr(address.callback, "__name__") and address.callback.__name__ != address.name
    ]
    assert not differing


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_page_answers_each_actor(asker, row):
    path = reverse(row.name, kwargs=row.address_kwargs(asker.world)) + row.query
    body = row.body(asker.world)
    answers = {
        actor: asker.status(actor, row.method, path, body if row.method == "POST" else None, row.headers)
        for actor in ACTORS
    }
    assert answers == {actor: row.expected(actor) for actor in ACTORS}, path


def test_an_address_for_posting_refuses_a_get(asker):
    wrong = []
    for page in PAGES:
        methods = {other.method for other in PAGES if other.name == page.name}
        path = reverse(page.name, kwargs=page.address_kwargs(asker.world))
        if "GET" not in methods and asker.status("teacher", "GET", path) != 405:
            wrong.append(page.name)
    assert not wrong


def test_a_get_that_writes_is_caught():
    with pytest.raises(GetWrote), no_writes():
        UserFactory()


def test_the_sign_in_library_shows_strangers_only_how_to_sign_in(asker):
    wrong = {}
    for address in addresses():
        if not address.callback.__module__.startswith("allauth."):
            continue
        try:
            path = reverse(address.name)
        except NoReverseMatch:
            continue
        statuses = {actor: asker.status(actor, "GET", path) for actor in ("visitor", "teacher", "coordinator")}
        is_open = address.name in OPEN_SIGN_IN_PAGES
        if max(statuses.values()) >= 500 or not (is_open or statuses["visitor"] in {SIGN_IN, 404, 405}):
            wrong[address.name] = statuses
    assert not wrong


def admin_paths(world):
    """Every page of the admin that can be made without knowing a model: lists, new rows, rows of the world."""
    yield reverse("admin:index")
    objects = [value for value in vars(world).values() if hasattr(value, "_meta")]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        for row in objects:
            if type(row) is model:
                yield from (reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "delete", "history"))


def test_the_admin_opens_for_the_administrator_only(asker):
    wrong = []
    for path in admin_paths(asker.world):
        for actor in ACTORS:
            status = asker.status(actor, "GET", path)
            if (actor != "administrator" and status == 200) or status >= 500:
                wrong.append((path, actor, status))
        if not path.endswith(("add/", "delete/")) and asker.status("administrator", "GET", path) != 200:
            wrong.append((path, "administrator", "not 200"))
    assert not wrong


def test_the_admin_cannot_change_a_row_with_a_state(asker):
    for model, model_admin in admin.site._registry.items():
        if hasattr(model, "FLOW"):
            request = asker.ask("administrator", "GET", reverse("admin:index")).wsgi_request
            assert not model_admin.has_add_permission(request), model
            assert not model_admin.has_change_permission(request), model
            assert not model_admin.has_delete_permission(request), model
