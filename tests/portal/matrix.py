from tests.architecture.matrix import FORBIDDEN, FOUND, MISSING, OK, Page

PUBLIC = {
    "healthz",
    "readyz",
    "home",
    "accessibility_statement",
    "privacy",
    "contact",
    "style",
    "language_choose",
    "search",
    "metrics",
}
ROWS = [
    Page("healthz", default=OK),
    Page("readyz", default=OK),
    Page("home", default=OK),
    Page("accessibility_statement", default=OK),
    Page("privacy", default=OK),
    Page("contact", default=OK),
    Page("style", default=OK),
    Page("technology", default=FORBIDDEN, expect={"coordinator": OK, "administrator": OK}),
    Page("metrics", default=MISSING),
    Page("start_page", default=OK),
    Page("search", query="?q=robot", default=OK),
    Page("language_choose", "POST", data={"language": "nl-be", "next": "/"}, default=FOUND),
]
