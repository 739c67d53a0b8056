import datetime
import re

import pytest
from django.urls import reverse

from innovet.kit import clock
from innovet.notifications.models import Message
from projects.domain import consortia
from tests.factories.accounts import UserFactory
from tests.factories.projects import ConsortiumFactory, ConsortiumMemberFactory

pytestmark = pytest.mark.django_db

AT = datetime.datetime(2027, 2, 1, 9, tzinfo=datetime.UTC)


def test_neither_the_mail_nor_the_page_of_a_partner_shows_another_partner_or_its_euros(client):
    consortium = ConsortiumFactory(title="Slim lassen")
    mine = ConsortiumMemberFactory(consortium=consortium, contribution_cents=123_400)
    other = ConsortiumMemberFactory(consortium=consortium, contribution_cents=765_400)
    consortia.invite_member(mine, by=UserFactory(), at=AT)
    body = Message.objects.get(template="partner_question").body
    token = re.search(r"/samenwerking/([^/\s]+)/", body)[1]
    with clock.at(AT):
        page = client.get(reverse("consortium_answer", args=[token])).content.decode()
    for words in (body, page):
        assert "1.234 euro" in words
        assert "7.654" not in words
        assert other.organisation.name not in words
