from tests.architecture.matrix import FORBIDDEN, FOUND, INVALID, MISSING, OK, Page

PUBLIC = {"dev_mail_list", "dev_mail_detail"}


def chosen(name):
    return lambda world: {"message": [getattr(world, name).pk]}


ROWS = [
    Page("dev_mail_list", default=OK),
    Page("dev_mail_detail", default=OK, kwargs=lambda world: {"name": f"outbox-{world.message.pk}"}),
    Page("message_list", default=FORBIDDEN, expect={"coordinator": OK}),
    Page("message_detail", pk="message", default=MISSING, expect={"teacher": OK, "coordinator": OK}, note="sent"),
    Page("message_detail", pk="letter", default=MISSING, expect={"coordinator": OK}, note="held"),
    Page("message_release", "POST", data=chosen("letter"), default=FORBIDDEN, expect={"coordinator": FOUND}),
    Page("message_resend", "POST", data=chosen("failed_message"), default=FORBIDDEN, expect={"coordinator": FOUND}),
    Page("message_confirm", "POST", data=chosen("uncertain_message"), default=FORBIDDEN, expect={"coordinator": FOUND}),
    Page("message_cancel", "POST", data=chosen("letter"), default=FORBIDDEN, expect={"coordinator": FOUND}),
    Page("my_messages", default=OK),
    Page("message_preferences", default=OK),
    Page("message_preferences", "POST", data={"categories": ["news"]}, default=FOUND),
    Page("message_preferences", "POST", data={"categories": ["duty"]}, default=INVALID, note="a duty"),
]
