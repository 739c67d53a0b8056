"""Adds up the test reports and closes with one plain line; fails when a stage failed or a test ran nowhere."""

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path


def outcomes(path: Path) -> dict[str, str]:
    """The outcome of every test in one report."""
    found = {}
    for case in ET.parse(path).iter("testcase"):
        kinds = {child.tag for child in case}
        outcome = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
        found[f"{case.get('classname')}::{case.get('name')}"] = outcome
    return found


def line(counts: Counter[str], seconds: float) -> str:
    """The counts as pytest writes them."""
    words = [f"{counts[kind]} {kind}" for kind in ("failed", "passed", "skipped") if counts[kind]]
    return f"{', '.join(words) or 'no tests ran'} in {seconds:.2f}s"


def main() -> int:
    """Print the counts per stage and in total."""
    folder, seconds, failed = Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    total: Counter[str] = Counter()
    best: dict[str, str] = {}
    for path in sorted(folder.glob("*.xml")):
        results = outcomes(path)
        counts = Counter(results.values())
        total += counts
        print(
            f"{path.stem:<12}{line(counts, sum(float(suite.get('time', 0)) for suite in ET.parse(path).iter('testsuite')))}"
        )
        for test, outcome in results.items():
            if best.get(test) in {None, "skipped"}:
                best[test] = outcome
    never = sorted(test for test, outcome in best.items() if outcome == "skipped")
    for test in never:
        print(f"ran nowhere: {test}")
    for name in failed:
        print(f"FAILED: {name}")
    total["skipped"] = len(never)
    print(f"{'=' * 20} {line(total, seconds)} {'=' * 20}")
    return 1 if failed or never or total["failed"] or not total["passed"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
