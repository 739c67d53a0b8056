import pytest
from django.core.mail import EmailMessage

from tests.factories.notifications import MessageFactory
from tests.notifications.mail_folder import with_mail_folder


@pytest.fixture
def folder(settings, tmp_path):
    settings.MAILERS = with_mail_folder(settings.MAILERS, tmp_path / "mail")


@pytest.mark.django_db
def test_the_mail_page_shows_outbox_and_codes_newest_first(client, folder):
    MessageFactory(subject="Uitnodiging", body="Zie http://localhost:8000/x/?a=1&b=2 .")
    MessageFactory(subject="Wacht nog", held=True)
    EmailMessage("Je code", "De code is ABC-123 voor jou.", to=["An <an@example.be>"]).send()
    page = client.get("/dev/mail/").content.decode()
    assert page.index("Je code") < page.index("Uitnodiging")
    assert "Wacht nog" not in page
    links = [part.split('"')[0] for part in page.split('href="/dev/mail/')[1:] if not part.startswith('"')]
    shown = [client.get(f"/dev/mail/{link}").content.decode() for link in links]
    assert any("ABC-123" in text for text in shown)
    assert any('<a href="http://localhost:8000/x/?a=1&amp;b=2" rel="nofollow">' in text for text in shown)


@pytest.mark.django_db
def test_there_is_no_mail_page_in_production(client, settings, folder):
    message = MessageFactory()
    settings.IS_PRODUCTION = True
    assert client.get("/dev/mail/").status_code == 404
    assert client.get(f"/dev/mail/outbox-{message.pk}/").status_code == 404


@pytest.mark.django_db
def test_an_unknown_mail_is_not_found(client, folder):
    assert client.get("/dev/mail/outbox-1/").status_code == 404
