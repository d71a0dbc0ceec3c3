"""Where along ascending numbers the outcome of a condition changes, found without asking about each."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence

from policies.model import Criterion, Outcome

_ONE_SIDED = (">=", ">", "<=", "<")
_TWO_SIDED = ("between", "within", "is")


def bounds_of(criterion: Criterion) -> list[Criterion] | None:
    """The condition as bounds on one side each, whose outcome changes once; None where it is none."""
    op, value = criterion.op, criterion.value
    if op in _ONE_SIDED:
        return [criterion]
    ends = [value, value] if op == "is" and type(value) in (int, float) else value
    if op not in _TWO_SIDED or not isinstance(ends, list | tuple) or len(ends) != 2:
        return None
    return [
        criterion.model_copy(update={"op": side, "value": end})
        for side, end in zip((">=", "<="), ends, strict=True)
    ]


def first_changed(length: int, outcome: Callable[[int], Outcome]) -> int:
    """The first place of 0 … length - 1 whose outcome is no longer that of 0; `length` when there is none."""
    if not length or outcome(length - 1) == (first := outcome(0)):
        return length
    return bisect_left(range(length), True, key=lambda k: outcome(k) != first)


def around_zero(numbers: Sequence[float]) -> Iterable[int]:
    """Where the numbers below zero end and those above begin; zero tells that there is none."""
    return bisect_left(numbers, 0), bisect_right(numbers, 0)
