import pytest

from innovet.kit.mail import mailers


def test_without_an_address_nothing_leaves_the_computer():
    both = mailers("", "/somewhere")
    assert both["default"]["OPTIONS"] == {"file_path": "/somewhere"}
    assert "dummy" in both["outbox"]["BACKEND"]


@pytest.mark.parametrize(
    ("scheme", "tls", "ssl"), [("smtp", False, False), ("smtp+starttls", True, False), ("smtps", False, True)]
)
def test_the_address_says_how_to_speak_with_the_server(scheme, tls, ssl):
    options = mailers(f"{scheme}://me%40example.be:p%2Fw@mail.example.be:2525", "")["outbox"]["OPTIONS"]
    assert (options["use_tls"], options["use_ssl"]) == (tls, ssl)
    assert (options["host"], options["port"]) == ("mail.example.be", 2525)
    assert (options["username"], options["password"]) == ("me@example.be", "p/w")


@pytest.mark.parametrize("url", ["http://mail.example.be", "smtp://", "mail.example.be"])
def test_another_address_is_refused(url):
    with pytest.raises(ValueError, match="MAIL_URL"):
        mailers(url, "")
