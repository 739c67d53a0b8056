from innovet.exports.enums import ExportState
from tests.factories.exports import ExportJobFactory
from tests.factories.files import StoredFileFactory


def build(world):
    world.export = ExportJobFactory(owner=world.users["coordinator"])
    world.finished_export = ExportJobFactory(
        owner=world.users["coordinator"], state=ExportState.DONE, file=StoredFileFactory()
    )
