"""The selection desk's mathematics in one place: the package a rule selects, why, at what price, and what else.

Everything here is exact: points in whole numbers, money in whole euro cents, proposals by index from 0; what a solver
answers is checked again in whole numbers. The modules beside this one hold the parts.
"""

from calls.selection.equivalents import Equivalents, equivalent
from calls.selection.explaining import explain
from calls.selection.packages import Broken, Package, broken_limits, broken_rules, value_of
from calls.selection.pricing import Change, LimitPrice, limit_prices
from calls.selection.problems import RULES, Level, Limit, Problem, Rule, Scope, Unit
from calls.selection.programs import NoAnswer
from calls.selection.progress import Cancelled
from calls.selection.reasons import Kind, Why
from calls.selection.relaxing import Relaxation, Step, relaxations
from calls.selection.selecting import select

__all__ = [
    "RULES",
    "Broken",
    "Cancelled",
    "Change",
    "Equivalents",
    "Kind",
    "Level",
    "Limit",
    "LimitPrice",
    "NoAnswer",
    "Package",
    "Problem",
    "Relaxation",
    "Rule",
    "Scope",
    "Step",
    "Unit",
    "Why",
    "broken_limits",
    "broken_rules",
    "equivalent",
    "explain",
    "limit_prices",
    "relaxations",
    "select",
    "value_of",
]
