"""Every act that moves a learning resource, ready for two people at once."""

import datetime

from tests.factories.accounts import UserFactory
from tests.factories.valorisation import LearningResourceFactory
from valorisation.domain import resources
from valorisation.enums import QualityCriterion, ResourceState

AT = datetime.datetime(2027, 1, 20, 9, tzinfo=datetime.UTC)


def who():
    return {"by": UserFactory(quality=True), "at": AT}


RACES = {
    "resources.submit_resource": lambda: (
        LearningResourceFactory(complete=True),
        lambda resource: resources.submit_resource(resource, **who()),
    ),
    "resources.review_resource": lambda: (
        LearningResourceFactory(submitted=True),
        lambda resource: resources.review_resource(
            resource, criteria_met=list(QualityCriterion), remarks="", grants_label=True, **who()
        ),
    ),
    "resources.withdraw_resource": lambda: (
        LearningResourceFactory(published=True),
        lambda resource: resources.withdraw_resource(resource, reason="Verouderd.", **who()),
    ),
    "resources.restore_resource": lambda: (
        LearningResourceFactory(complete=True, state=ResourceState.WITHDRAWN, published_at=AT),
        lambda resource: resources.restore_resource(resource, **who()),
    ),
}
