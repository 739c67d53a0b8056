from tests.architecture.matrix import OK, Page

PUBLIC = {"healthz", "readyz"}
ROWS = [
    Page("healthz", default=OK),
    Page("readyz", default=OK),
]
