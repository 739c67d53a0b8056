from tests.architecture.matrix import FOUND, INVALID, MISSING, OK, Page

PUBLIC = {"consortium_answer"}


def partner_token(world):
    return {"token": world.partner_token}


ROWS = [
    Page("consortium_answer", kwargs=partner_token, default=OK),
    Page("consortium_answer", "POST", kwargs=partner_token, default=INVALID, note="nothing filled in"),
    Page(
        "consortium_answer",
        "POST",
        kwargs=partner_token,
        data={"answer": "not_me"},
        default=FOUND,
        note="not me",
    ),
    Page("consortium_answer", kwargs=lambda _world: {"token": "forged"}, default=MISSING, note="forged"),
]
