"""Models of valorisation."""

from valorisation.models.quality import QualityLabel, QualityReview
from valorisation.models.resources import (
    LearningResource,
    LearningResourceMove,
    ResourceFacet,
    ResourceFile,
    ResourceLink,
    SearchTerm,
)

__all__ = [
    "LearningResource",
    "LearningResourceMove",
    "QualityLabel",
    "QualityReview",
    "ResourceFacet",
    "ResourceFile",
    "ResourceLink",
    "SearchTerm",
]
