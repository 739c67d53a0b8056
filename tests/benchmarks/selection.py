"""What the mathematics of a selection takes: seconds of processor time and megabytes, each section by itself.

Run it as `uv run python -m tests.benchmarks.selection`; it needs no server. Figures to reach, on two quiet cores: the main
solve of 300 proposals within 1 s; all explanations and 2,000 strict draws of 300 within 3 minutes and 500 MB.
"""

import json
import random
import resource
import time
from dataclasses import replace

PROPOSALS, PROVINCES, NETWORKS, DRAWS, SEED = 300, 6, 3, 2_000, 1


def portfolio_problem(seed=SEED, size=PROPOSALS):
    """A call of 300 proposals: provincial envelopes, floors and caps per network, a share outside STEM, exclusions."""
    from calls.selection.portfolio import Limit, Problem

    dice = random.Random(seed)  # noqa: S311
    cents = [dice.randint(8_000, 25_000) * 100 for _ in range(size)]
    provinces = [dice.randrange(PROVINCES) for _ in range(size)]
    networks = [dice.randrange(NETWORKS) for _ in range(size)]
    limits = []
    for province in range(PROVINCES):
        members = [i for i in range(size) if provinces[i] == province]
        limits.append(Limit(f"envelope:{province}", members, "euro", high=sum(cents[i] for i in members) * 42 // 100))
    for network in range(NETWORKS):
        members = [i for i in range(size) if networks[i] == network]
        limits.append(Limit(f"network:{network}", members, "count", low=size // 20, high=size // 5))
    limits.append(Limit("outside STEM", dice.sample(range(size), size // 2), "count", low="1/3", share=True))
    return Problem(
        ids=range(size),
        points=[dice.randint(150, 500) for _ in range(size)],
        euro_cents=cents,
        budget_cents=sum(cents) * 40 // 100,
        limits=limits,
        exclusive=[dice.sample(range(size), 2) for _ in range(5)],
    )


def portfolio_figures():
    """Each rule's main solve, all explanations of the strict list and of the best package, and 2,000 strict draws."""
    from calls.selection.portfolio import RULES, explain, select

    problem, figures, packages = portfolio_problem(), {}, {}
    select(problem, "above_floor")  # what is loaded once is not measured
    for rule in RULES:
        packages[rule], figures[f"{rule}: main solve, s"] = _timed(select, problem, rule, time_limit=60)
    for rule in ("strict", "above_floor"):
        _, figures[f"{rule}: all explanations, s"] = _timed(explain, problem, rule, packages[rule])
    dice = random.Random(SEED)  # noqa: S311
    draws = [[points + dice.randint(-50, 50) for points in problem.points] for _ in range(DRAWS)]
    _, figures["strict: 2,000 draws, s"] = _timed(
        lambda: [select(replace(problem, points=points), "strict") for points in draws]
    )
    figures["peak memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _timed(work, *args, **kwargs):
    begin = time.process_time()
    outcome = work(*args, **kwargs)
    return outcome, time.process_time() - begin


def main():
    """Print every section's figures as JSON."""
    sections = {"portfolio": portfolio_figures}
    print(json.dumps({name: figures() for name, figures in sections.items()}, indent=2))  # noqa: T201


if __name__ == "__main__":
    main()
