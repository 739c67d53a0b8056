import boto3
import pytest
from django.db import transaction
from django.test import RequestFactory
from moto import mock_aws

from innovet.files.domain.storing import delete_file, store_file
from innovet.files.responses import download
from innovet.kit import clock
from tests.factories.files import PDF, upload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bucket(settings, monkeypatch):
    """An object store instead of the disk, by settings alone."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "made-up")
    with mock_aws():
        made = boto3.resource("s3", region_name="eu-central-1").Bucket("bestanden")
        made.create(CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        options = {"bucket_name": "bestanden", "region_name": "eu-central-1"}
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options},
        }
        yield made


def keys(bucket):
    return [stored.key for stored in bucket.objects.all()]


def test_files_are_kept_sent_and_deleted_in_an_object_store(bucket):
    one = store_file(upload("plan.pdf"), by=None, at=clock.now())
    assert keys(bucket) == [one.content.name]
    response = download(RequestFactory().get("/x", headers={"range": "bytes=5-"}), one)
    assert response.status_code == 206
    assert b"".join(response.streaming_content) == PDF[5:]
    delete_file(one)
    assert keys(bucket) == []


def test_a_rollback_leaves_nothing_in_the_object_store(bucket):
    with transaction.atomic():
        store_file(upload("plan.pdf"), by=None, at=clock.now())
        assert len(keys(bucket)) == 1
        transaction.set_rollback(True)
    assert keys(bucket) == []
