"""The pages that are measured, with their bars."""

from calls.models import Review
from tests.benchmarks.data import CSRF
from tests.benchmarks.measuring import Asked
from valorisation.models import LearningResource

CONTROLS = (
    Asked("plain", "/control/plain/"),
    Asked("ref", "/control/ref/"),
    Asked("ref behind a session", "/control/session/", who="owner"),
    Asked("control POST", "/control/post/", who="owner", method="POST", form="x=1"),
)


def pages_of(world):
    """Every page with a bar, in the order of the issue."""
    reader = world.readers[0]
    review = Review.objects.filter(reviewer=reader, state="open").order_by("pk").first()
    scores = "".join(f"&points_{pk}=4&text_{pk}=Omdat" for pk in world.call.criteria.values_list("pk", flat=True))
    resource = LearningResource.objects.earliest("pk")
    call = world.call.pk
    return (
        Asked("public landing", "/", bar=(2, 5), binds=True),
        Asked("call page", f"/oproepen/{world.open_call.pk}/", bar=(2, 5), binds=True),
        Asked("proposal form GET", f"/voorstellen/{world.draft.pk}/bewerken/", who="owner", bar=(4, 8)),
        Asked("public list", "/leermiddelen/", bar=(3, 6)),
        Asked("public search with facets", "/leermiddelen/?q=robot&grade=3&study_domain=stem", bar=(3, 6)),
        Asked("public item", f"/leermiddelen/{resource.pk}/", bar=(3, 8), binds=True),
        Asked("reviewer dashboard", "/beoordelingen/", who="reader", bar=(6, 12)),
        Asked("review form GET", f"/beoordelingen/{review.pk}/", who="reader", bar=(5, 15)),
        Asked(
            "review form POST, stale",
            f"/beoordelingen/{review.pk}/",
            who="reader",
            method="POST",
            status=409,
            bar=(4, 15),
            form=f"csrfmiddlewaretoken={CSRF}&revision=99{scores}",
        ),
        Asked("coordinator list", f"/oproepen/{call}/voorstellen/", who="coordinator", bar=(6, 12), binds=True),
        Asked(
            "coordinator search", f"/oproepen/{call}/voorstellen/?q=robots", who="coordinator", bar=(6, 12), binds=True
        ),
        Asked("coordinator start page", "/start/", who="coordinator"),
    )
