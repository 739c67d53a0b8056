from tests.architecture.matrix import FOUND, MISSING, OK, Page

PUBLIC: set[str] = set()
ROWS = [
    Page("export_list", default=OK),
    Page("export_start", "POST", data={"table": "no such list", "format": "csv"}, default=MISSING),
    Page("export_detail", pk="export", default=MISSING, expect={"coordinator": OK}),
    Page("export_cancel", "POST", pk="export", default=MISSING, expect={"coordinator": FOUND}),
    Page("export_download", pk="finished_export", default=MISSING, expect={"coordinator": OK}),
]
