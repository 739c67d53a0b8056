"""From the closing moment to the released letter."""

from tests.e2e.thread.calling import CALL, TITLE


def judge_admissible(coordinator, call):
    """The coordinator finds the proposal meets every requirement."""
    coordinator.go("call_manage", call).see("afgesloten").follow("Alle voorstellen").follow(TITLE)
    coordinator.follow("Vormelijke controle").press("Ontvankelijk")
    coordinator.see("ontvankelijk")


def assign_readers(coordinator, call, readers, tied):
    """Three people read; whoever belongs to a partner cannot be chosen."""
    coordinator.go("proposal_admin_list", call).follow(TITLE).follow("Beoordelaars")
    coordinator.see(f"{tied.name}: hoort bij Bakkerij De Korenaar")
    assert coordinator.page.get_by_role("checkbox", name=tied.name).count() == 0
    coordinator.choose(*(reader.name for reader in readers)).press("Toewijzen")
    coordinator.see(*(reader.name for reader in readers))
    coordinator.go("call_manage", call).press("Open de beoordelingsronde").see("in beoordeling")


def is_kept_out(person, proposal):
    """Somebody with a conflict of interest is not even told that the proposal exists."""
    assert person.status_of("proposal_detail", proposal) == 404
    person.go("review_list").see("Nu niets te beoordelen")


def score(reader, address, points):
    """A reader comes by mail, scores every criterion and hands in."""
    reader.read_mail(address, CALL).follow_mailed_link("/beoordelingen/").follow(TITLE)
    reader.see("Verklaar je belangen").press("Bewaren; geen conflict voor alle andere").follow(TITLE)
    reader.see("Een robotarm die deeg vormt.")
    for group in reader.page.locator("fieldset:has(input[name^='points_'])").all():
        group.locator(f"input[value='{points}']").check()
    for text in reader.page.locator("textarea[name^='text_']").all():
        text.fill("Sterk uitgewerkt, met een bakker die meedoet.")
    reader.press("Bewaren en indienen").see("ingediend")


def rank_and_decide(coordinator, call):
    """The round closes, the ranking opens, and the decision is noted with its motivation."""
    coordinator.go("call_manage", call).press("Sluit de beoordelingsronde").see("in beraadslaging")
    coordinator.follow("Rangschikking").see("4,33").follow(f"Beslissen {TITLE}")
    coordinator.choose("geselecteerd").fill({"Bedrag in euro": "12.500"})
    coordinator.fill({"Motivering van het geheel": "Een sterk plan met een bakker uit de buurt."})
    for reason in coordinator.page.locator("textarea[name^='reason_']").all():
        reason.fill("De beoordelaars zijn het eens.")
    coordinator.press("Noteer de beslissing").see("bekijken en vrijgeven")


def release_letter(coordinator, call):
    """Only the release makes the decision known."""
    coordinator.go("decision_list", call).follow(f"bekijken en vrijgeven {TITLE}")
    coordinator.see("Een sterk plan met een bakker uit de buurt.").press("Geef de brief vrij")
    coordinator.see("vrijgegeven op")
