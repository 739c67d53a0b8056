import pytest
from django.urls import reverse

from innovet.exports import tasks
from innovet.exports.models import ExportJob
from innovet.notifications.enums import MessageState
from innovet.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.notifications import MessageFactory
from tests.factories.projects import ProjectFactory
from tests.notifications.mail_folder import with_mail_folder

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MAILERS = with_mail_folder(settings.MAILERS, tmp_path / "mail")
    settings.MEDIA_ROOT = str(tmp_path / "files")


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True, name="Cor")


@pytest.mark.parametrize("width", [1280, 320])
def test_message_pages_are_accessible(new_page, axe, coordinator, width):
    letter = MessageFactory(held=True, to=coordinator)
    failed = MessageFactory(failed=True, to=coordinator)
    uncertain = MessageFactory(uncertain=True, to=coordinator)
    page = new_page(user=coordinator, width=width)
    for path in (
        reverse("message_list"),
        reverse("message_list") + "?state=held",
        *(row.get_absolute_url() for row in (letter, failed, uncertain)),
        *(reverse(name) for name in ("my_messages", "message_preferences", "dev_mail_list", "export_list")),
    ):
        page.goto(path)
        axe(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_coordinator_releases_letters_by_keyboard(new_page, axe, coordinator, javascript):
    MessageFactory.create_batch(2, held=True)
    page = new_page(user=coordinator, javascript=javascript)
    page.goto(reverse("message_list") + "?state=held")
    for tick in page.get_by_role("checkbox").all():
        tick.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Geef de aangevinkte brieven vrij").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Gedaan voor 2 berichten.").wait_for()
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.QUEUED}


@pytest.mark.parametrize("javascript", [True, False])
def test_an_export_is_followed_until_it_can_be_downloaded(new_page, axe, coordinator, javascript):
    ProjectFactory()
    page = new_page(user=coordinator, javascript=javascript)
    page.goto(reverse("project_list"))
    page.get_by_role("button", name="Uitvoer naar Excel").click()
    page.get_by_text("wacht op zijn beurt").wait_for()
    if javascript:
        axe(page)
    tasks.run(ExportJob.objects.get().pk)
    if not javascript:
        page.get_by_role("link", name="Toon hoe ver het nu staat").click()
    download = page.get_by_role("button", name="Downloaden").or_(page.get_by_role("link", name="Downloaden"))
    download.wait_for()
    if javascript:
        axe(page)
    with page.expect_download() as started:
        download.click()
    assert started.value.suggested_filename.endswith(".xlsx")


def test_a_mailed_code_can_be_read_on_the_mail_page(new_page, axe):
    person = UserFactory(email="an@example.be")
    page = new_page()
    page.goto(reverse("account_request_login_code"))
    page.get_by_label("E-mailadres").fill(person.email)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Tik de code uit je mail in").wait_for()
    page.goto(reverse("dev_mail_list"))
    page.get_by_role("table").get_by_role("link").first.click()
    axe(page)
    assert "De code werkt" in page.locator(".mail-text").inner_text()
