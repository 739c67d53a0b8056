"""docs/performance.md from what was measured."""

HEAD = """# Performance

Written by `make bench`; measured again before each release. Everything is a ratio to **ref**: a plain Django template
with a table of 50 rows of 300 from one query, in the same server process, measured right before each page. Granian,
2 workers, PostgreSQL, requests on this machine only. {machine}.

A bar in bold binds now; the others bind when the page is rebuilt by its own issue. *CPU* is processor time of the web
process per request; *per second* is with eight clients at once; *repeated* counts statements with the same text.
"""
COLUMNS = (
    "| page | CPU ms | CPU / ref | bar | statements | bar | repeated | kB | p50 ms | p95 ms | per second |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|\n"
)


def write_report(results, pages, registrations, memory, *, exports, machine):
    bars = {page.name: page for page in pages}
    parts = [HEAD.format(machine=machine)]
    for size, costs in results.items():
        parts.append(f"\n## At {size} proposals and {size} resources\n\n" + COLUMNS)
        parts += [_row(cost, bars.get(cost.name)) for cost in costs]
    ref = {size: next(cost for cost in costs if cost.name == "ref").cpu_ms for size, costs in results.items()}
    parts.append(_rest(registrations, memory, exports, ref[max(ref)]))
    return "".join(parts)


def _row(cost, page):
    ratio = f"{cost.ratio:.1f}" if cost.ratio else ""
    bar_ratio, bar_statements = (page.bar or ("", "")) if page else ("", "")
    mark = "**" if page and page.binds else ""
    bar_ratio = f"{mark}<= {bar_ratio}{mark}" if bar_ratio else ""
    bar_statements = f"{mark}<= {bar_statements}{mark}" if bar_statements else ""
    return (
        f"| {cost.name} | {cost.cpu_ms:.2f} | {ratio} | {bar_ratio} | {cost.statements} | {bar_statements} "
        f"| {cost.repeated} | {cost.kilobytes:.1f} | {cost.p50_ms:.1f} | {cost.p95_ms:.1f} | {cost.per_second:.0f} |\n"
    )


def _rest(registrations, memory, exports, ref_cpu_ms):
    rows = "".join(
        f"| {one['concurrency']} | {one['per_second']:.0f} | {one['ratio']:.2f} | >= 0.3 | {'yes' if one['exact'] else 'NO'} |\n"
        for one in registrations
    )
    return f"""
## Registrations for a meeting

Half of them get a place, half join the waiting list; the ratio is to the control POST (session, one guarded update, two
inserts).

| clients at once | per second | ratio | bar | places exact |
|---|---|---|---|---|
{rows}
## The rest

| what | measured | bar |
|---|---|---|
| memory of the largest web worker after everything, MB | {memory:.0f} | <= 130 |
| CSV of all reviews at the largest size, CPU / ref | {exports["cpu_ms"] / ref_cpu_ms:.0f} | <= 25 at 300 |
| its statements | {exports["statements"]} | constant |
"""
