"""Small random problems, and a judge of packages that shares no code with what it judges."""

import random
from fractions import Fraction
from itertools import product

from calls.selection.problems import Limit, Problem

RANKING = ("strict", "skip", "lexicographic")
OPTIMISING = ("above_floor", "points_euro")
RULES = (*RANKING, *OPTIMISING)


def random_problem(seed, *, size=9, levels=False, floors=True, forced=True, small=True):
    """A problem with every kind of limit; few different points and amounts (small), so that ties abound."""
    dice = random.Random(seed)  # noqa: S311
    top = 6 if small else 400
    points = [dice.randint(0, top) for _ in range(size)]
    cents = [dice.randint(1, 6) * 100_000 if small else dice.randint(500_000, 2_500_000) for _ in range(size)]
    homes = [dice.randrange(3) for _ in range(size)]
    limits = []
    for home in range(3):
        members = [i for i in range(size) if homes[i] == home]
        if dice.random() < 0.7:
            limits.append(
                Limit(f"envelope:{home}", members, "euro", None, int(sum(cents[i] for i in members) * dice.random()))
            )
    members = [i for i in range(size) if dice.random() < 0.5]
    if dice.random() < 0.6:
        limits.append(Limit("network", members, "count", dice.randint(0, 2) if floors else None, dice.randint(2, 5)))
    others = [i for i in range(size) if dice.random() < 0.5]
    if floors and dice.random() < 0.4:
        limits.append(Limit("domain", others, "euro", dice.randint(0, 8) * 100_000, None, weight=dice.randint(1, 3)))
    if floors and dice.random() < 0.4:
        limits.append(Limit("stem", others, "count", Fraction(1, dice.randint(2, 4)), Fraction(4, 5), share=True))
    free = dice.sample(range(size), size)
    return Problem(
        ids=dice.sample(range(100), size),
        points=points,
        euro_cents=cents,
        budget_cents=int(sum(cents) * dice.uniform(0.1, 0.8)),
        limits=limits,
        exclusive=[free[:2]] if dice.random() < 0.5 else [],
        eligible=[dice.random() < 0.9 or i in free[2:3] for i in range(size)],
        forced_in=free[2:3] if forced and dice.random() < 0.4 else [],
        forced_out=free[3:4] if forced and dice.random() < 0.4 else [],
        levels={i: [(cents[i] // 2, Fraction(2, 3))] for i in range(size) if dice.random() < 0.5} if levels else (),
        floor_points=dice.randint(0, 3),
        tie_key=[dice.randint(0, 2) for _ in range(size)] if dice.random() < 0.5 else None,
    )


def candidates(problem):
    """Indices that may be selected, in canonical order."""
    ties = problem.tie_key or [0] * problem.size
    open_ones = [i for i in range(problem.size) if problem.eligible[i] and i not in problem.forced_out]
    return sorted(open_ones, key=lambda i: (-problem.points[i], ties[i], problem.ids[i]))


def choices(problem, i):
    """(cents, gain) that may be given, dearest first."""
    extra = [(level.cents, level.gain) for level in problem.levels[i]] if problem.levels else []
    return [(problem.euro_cents[i], Fraction(1)), *extra]


def inside(limit, grants):
    chosen = [cents for i, (cents, _gain) in grants.items() if i in limit.members]
    return len(chosen) if limit.unit == "count" else sum(chosen)


def fits(problem, grants):
    """Budget, caps and exclusions."""
    if sum(cents for cents, _ in grants.values()) > problem.budget_cents:
        return False
    if any(len(set(group) & set(grants)) > 1 for group in problem.exclusive):
        return False
    return all(limit.share or limit.high is None or inside(limit, grants) <= limit.high for limit in problem.limits)


def shortfall(problem, grants):
    """The weighted shortage of floors and shares, exact."""
    missed = Fraction(0)
    for limit in problem.limits:
        unit = limit.weight * (1_000_000 if limit.unit == "count" else 1)
        reached = inside(limit, grants)
        whole = len(grants) if limit.unit == "count" else sum(cents for cents, _ in grants.values())
        factor = whole if limit.share else 1
        if limit.low is not None:
            missed += unit * max(Fraction(0), limit.low * factor - reached)
        if limit.share and limit.high is not None:
            missed += unit * max(Fraction(0), reached - limit.high * factor)
    return missed


def all_packages(problem):
    """Every package that fits and holds those forced in, as {index: (cents, gain)}."""
    order = candidates(problem)
    per_place = [[*choices(problem, i), *([] if i in problem.forced_in else [None])] for i in order]
    for picks in product(*per_place):
        grants = {i: pick for i, pick in zip(order, picks, strict=True) if pick is not None}
        if fits(problem, grants):
            yield grants


def precedence(problem, grants):
    """Larger is earlier in the canonical order of packages."""
    return tuple(grants[i][0] if i in grants else -1 for i in candidates(problem))


def value(problem, rule, grants):
    if rule == "points_euro":
        return sum(problem.points[i] * cents for i, (cents, _) in grants.items())
    floor = problem.floor_points if rule == "above_floor" else 0
    return sum((gain * (problem.points[i] - floor) for i, (_, gain) in grants.items()), start=Fraction(0))


def best_package(problem, rule):
    """The package an optimising rule must select, by trying all; None when there is none."""
    packages = list(all_packages(problem))
    if rule == "lexicographic":
        least = min((shortfall(problem, grants) for grants in packages), default=None)
        packages = [grants for grants in packages if shortfall(problem, grants) == least]
        return max(packages, key=lambda grants: precedence(problem, grants), default=None)
    packages = [grants for grants in packages if not shortfall(problem, grants)]
    return max(packages, key=lambda grants: (value(problem, rule, grants), precedence(problem, grants)), default=None)


def listed_package(problem, rule, scope="overall"):
    """The package of a ranking rule, told as its definition tells it (without grant levels)."""
    grants = {i: choices(problem, i)[0] for i in problem.forced_in}
    if not fits(problem, grants):
        return None
    stopped = set()
    for i in candidates(problem):
        homes = [limit.key for limit in problem.limits if limit.key.startswith("envelope:") and i in limit.members]
        home = homes[0] if homes else None
        barred = any(i in group and set(group) & set(grants) for group in problem.exclusive)
        if i in grants or barred or home in stopped:
            continue
        attempt = grants | {i: choices(problem, i)[0]}
        if fits(problem, attempt):
            grants = attempt
        elif rule == "strict":
            total = sum(cents for cents, _ in attempt.values())
            if scope == "overall" or total > problem.budget_cents:
                break
            stopped.add(home)
    return grants


def as_grants(package):
    return dict(zip(package.chosen, package.grant_cents, strict=True))


def as_cents(grants):
    return {i: cents for i, (cents, _) in grants.items()}
