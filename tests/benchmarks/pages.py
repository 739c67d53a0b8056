"""The pages that are measured, with their bars."""

from calls.models import Review
from tests.benchmarks.data import CSRF
from tests.benchmarks.measuring import Asked
from valorisation.models import LearningResource

REF = Asked("ref", "/control/ref/")
CONTROLS = (
    Asked("plain response", "/control/plain/"),
    Asked("ref behind a session", "/control/session/", who="owner"),
    Asked("control POST", "/control/post/", who="owner", form="x=1"),
)


def pages_of(world):
    """Every page with a bar, in the order of the table; then those that have none yet."""
    return (*_public(world), *_of_readers(world), *_of_coordinators(world))


def pages_after_round(world):
    """Pages that open when the readers are done."""
    return (Asked("coordinator ranking", f"/oproepen/{world.call.pk}/rangschikking/", who="coordinator"),)


def _public(world):
    resource = LearningResource.objects.earliest("pk")
    return (
        Asked("public landing", "/", bar=(2, 5), binds=True),
        Asked("call page", f"/oproepen/{world.open_call.pk}/", bar=(2, 5), binds=True),
        Asked("proposal form GET", f"/voorstellen/{world.draft.pk}/bewerken/", who="owner", bar=(4, 8)),
        Asked("public list", "/leermiddelen/", bar=(3, 6)),
        Asked("public search with facets", "/leermiddelen/?q=robot&grade=3&study_domain=stem", bar=(3, 6)),
        Asked("public item", f"/leermiddelen/{resource.pk}/", bar=(3, 8), binds=True),
    )


def _of_readers(world):
    mine = Review.objects.filter(reviewer=world.readers[0], state="open", revision=1).order_by("pk")
    shown, saved = (f"/beoordelingen/{review.pk}/" for review in (mine[0], mine[1]))
    scores = "".join(f"&points_{pk}=4&text_{pk}=Omdat" for pk in world.call.criteria.values_list("pk", flat=True))
    save = f"csrfmiddlewaretoken={CSRF}&act=save&revision={{revision}}{scores}"
    stale = f"csrfmiddlewaretoken={CSRF}&act=save&revision=99{scores}"
    return (
        Asked("reviewer dashboard", "/beoordelingen/", who="reader", bar=(6, 12)),
        Asked("review form GET", shown, who="reader", bar=(5, 15)),
        # One reader saves one review again and again: eight at once would refuse each other.
        Asked("review form POST", saved, who="reader", form=save, status=302, bar=(4, 15), is_stormed=False),
        Asked("review form POST, stale", shown, who="reader", form=stale, status=409, bar=(4, 15)),
    )


def _of_coordinators(world):
    call = f"/oproepen/{world.call.pk}"
    return (
        Asked("coordinator list", f"{call}/voorstellen/", who="coordinator", bar=(6, 12), binds=True),
        Asked("coordinator search", f"{call}/voorstellen/?q=robots", who="coordinator", bar=(6, 12), binds=True),
        Asked("coordinator start page", "/start/", who="coordinator"),
    )
