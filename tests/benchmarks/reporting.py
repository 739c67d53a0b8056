"""docs/performance.md from what was measured."""

import statistics
from dataclasses import dataclass, field

REGISTRATION_BAR = 0.3
EXPORT_BAR = 25
MEMORY_BAR = 130
GROWTH_BAR = 2.0
BAR_SIZE = 300

HEAD = """# Performance

Written by `make bench`. Everything is compared with **ref**: a plain Django template with a table of 50 rows of 300 from
one query, in the same server process, asked in turns with each page. Granian with 2 workers, PostgreSQL, requests on
this machine only. {machine}.

*CPU* is processor time of the web processes per request, the median of rounds; "/ ref" divides by what ref took in
the same turns. *Repeated* counts statements with the same text. *Per second* is with eight clients at once. A bar in
bold binds now; the others bind when the page is rebuilt by its own issue.
"""
COLUMNS = """| page | CPU ms | / ref | bar | statements | bar | repeated | kB | / ref | p50 ms | / ref | p95 ms | / ref | per second | / ref |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
"""


@dataclass
class Findings:
    """All that was measured, by number of proposals."""

    machine: str
    pages: dict = field(default_factory=dict)
    exports: dict = field(default_factory=dict)
    memory: dict = field(default_factory=dict)
    registrations: list = field(default_factory=list)


def write_report(found):
    """The whole page in Markdown."""
    parts = [HEAD.format(machine=found.machine), _missed(found)]
    for size, costs in found.pages.items():
        parts.append(f"\n## At {size:,} proposals and {size:,} resources\n\n{COLUMNS}")
        parts += [_row(cost) for cost in costs]
    parts += [_growth(found), _registrations(found), _exports(found), _memory(found)]
    return "".join(parts)


def _missed(found):
    """The bars count at 300 proposals."""
    lines = [
        f"- {cost.page.name}: {cost.ratio:.1f} ref, {cost.statements} statements; the bar is {cost.page.bar[0]} ref, "
        f"{cost.page.bar[1]} statements{' and **binds now**' if cost.page.binds else ''}\n"
        for cost in found.pages.get(BAR_SIZE, [])
        if cost.is_missed
    ]
    if BAR_SIZE in found.exports and (ratio := _export_ratio(found, BAR_SIZE)) > EXPORT_BAR:
        lines.append(f"- CSV of all reviews: {ratio:.0f} ref; the bar is {EXPORT_BAR}\n")
    lines += [
        f"- registrations with {one['concurrency']} clients at once: {_registration_ratio(one):.2f} of the control POST; "
        f"the bar is {REGISTRATION_BAR}\n"
        for one in found.registrations
        if _registration_ratio(one) < REGISTRATION_BAR or not one["is_exact"]
    ]
    if (most := max(found.memory.values())) > MEMORY_BAR:
        lines.append(f"- memory of a web worker: {most:.0f} MB; the bar is {MEMORY_BAR}\n")
    return f"\n## Bars missed at {BAR_SIZE} proposals\n\n{''.join(lines) or 'None.' + chr(10)}"


def _row(cost):
    own, ref, page = cost.own, cost.ref, cost.page
    mark = "**" if page.binds else ""
    bars = [f"{mark}<= {bar}{mark}" for bar in page.bar] if page.bar else ["", ""]
    cells = [
        page.name,
        f"{own.cpu_ms:.2f}",
        f"{cost.ratio:.1f}",
        bars[0],
        str(cost.statements),
        bars[1],
        str(cost.repeated),
        *_beside(own.kilobytes, ref.kilobytes),
        *_beside(own.p50_ms, ref.p50_ms),
        *_beside(own.p95_ms, ref.p95_ms),
        *(_beside(own.per_second, ref.per_second) if page.is_stormed else ("", "")),
    ]
    return f"| {' | '.join(cells)} |\n"


def _beside(value, ref):
    return f"{value:.1f}", f"{value / ref:.2f}"


def _growth(found):
    if BAR_SIZE not in found.pages or (largest := max(found.pages)) == BAR_SIZE:
        return ""
    small, large = ({cost.page.name: cost for cost in found.pages[size]} for size in (BAR_SIZE, largest))
    rows = "".join(
        f"| {name} | {small[name].ratio:.1f} | {cost.ratio:.1f} | {cost.ratio / small[name].ratio:.1f} "
        f"| {small[name].statements} | {cost.statements} |\n"
        for name, cost in large.items()
    )
    return f"""
## From {BAR_SIZE:,} to {largest:,}

The landing page must cost the same, the public list at most {GROWTH_BAR:.0f} times as much.

| page | / ref at {BAR_SIZE:,} | / ref at {largest:,} | times | statements at {BAR_SIZE:,} | at {largest:,} |
|---|---|---|---|---|---|
{rows}"""


def _registration_ratio(one):
    return one["per_second"] / one["control_per_second"]


def _registrations(found):
    rows = "".join(
        f"| {one['concurrency']} | {one['per_second']:.0f} | {one['control_per_second']:.0f} "
        f"| {_registration_ratio(one):.2f} | >= {REGISTRATION_BAR} | {'yes' if one['is_exact'] else '**no**'} |\n"
        for one in found.registrations
    )
    return f"""
## Registrations for a meeting

Half of them get a place; the other half join the waiting list in the same request. The control POST is a session, one
guarded update and two inserts.

| clients at once | per second | control POST per second | ratio | bar | places exact |
|---|---|---|---|---|---|
{rows}"""


def _export_ratio(found, size):
    return found.exports[size]["cpu_ms"] / statistics.median(cost.ref.cpu_ms for cost in found.pages[size])


def _exports(found):
    rows = "".join(
        f"| {size:,} | {one['rows']:,} | {one['kilobytes']:,.0f} | {one['cpu_ms']:.0f} | {_export_ratio(found, size):.0f} "
        f"| {one['statements']} |\n"
        for size, one in found.exports.items()
    )
    return f"""
## CSV of all reviews

Made by the background job and streamed: rows are read and written in pieces of 500. The bar is {EXPORT_BAR} ref at {BAR_SIZE}
proposals and a constant number of statements; here each piece takes two, one that reads it and one that notes how far the
job is and learns whether it was cancelled.

| proposals | rows | kB | CPU ms | / ref | statements |
|---|---|---|---|---|---|
{rows}"""


def _memory(found):
    rows = "".join(f"| {after} | {memory:.0f} |\n" for after, memory in found.memory.items())
    return f"""
## Memory of the largest web worker

The bar is {MEMORY_BAR} MB.

| after | MB |
|---|---|
{rows}"""
