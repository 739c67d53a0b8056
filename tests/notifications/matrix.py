from tests.architecture.matrix import OK, Page

PUBLIC = {"dev_mail_list", "dev_mail_detail"}
ROWS = [
    Page("dev_mail_list", default=OK),
    Page("dev_mail_detail", default=OK, kwargs=lambda world: {"name": f"outbox-{world.message.pk}"}),
]
