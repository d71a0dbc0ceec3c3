"""What a turn wants done, not looked up: a draft, a ranking, a promise, other words, a form filled in."""

from assistant.phrasing import phrases, says
from index.query import asked_regions
from policies.vocabulary.terms import find_terms

_KINDS = ("wants_draft", "wants_ranking", "wants_promise", "wants_altering", "wants_doing")
SAID = {
    "wants_ranking": "我不排名次：各处的条件和口径不同，没有写金额的更没有可比的数，下面只把写到的列出来。",
    "wants_promise": "我不能替任何部门作保证或承诺，结果由主管部门按条款认定。",
    "wants_altering": "文件里没有的数字和说法，我不能替您写进去，也不能当作政策依据；"
    "确实要写，请另找依据或先报批。",
    "wants_doing": "我不能代您填表、交件、打电话或联系部门，请按文件写明的途径自己办理；"
    "证件号码和联系方式请不要发在这里。",
}
"""What is said of such a wish before anything else."""


def errands(turn: str) -> tuple[str, ...]:
    """The wishes in a turn, by their names among the ways of speaking.

    >>> errands("帮我排个名次，写一句给客户")
    ('wants_draft', 'wants_ranking')
    """
    return tuple(name for name in _KINDS if says(name, turn))


def names_no_matter(turn: str) -> bool:
    """Whether a turn only wants something done with what was spoken of before; other words never do else."""
    wishes = errands(turn)
    if "wants_altering" in wishes:
        return True
    for name in wishes:
        turn = phrases()[name].words.sub(" ", turn)
    return bool(wishes) and not (find_terms(turn) or asked_regions(turn))


def only_refused(turn: str) -> bool:
    """Whether a turn asks for nothing but what cannot be done."""
    return {*errands(turn)} <= {"wants_promise", "wants_doing"} and names_no_matter(turn)


def keeps_to_itself(turn: str) -> bool:
    """Whether the figures of a turn are what somebody wants written, not what he tells of himself."""
    return says("wants_altering", turn)


def wants_draft(turn: str) -> bool:
    """Whether words to pass on are wanted; who wants others than the text has is given those that it has."""
    return bool({"wants_draft", "wants_altering"} & {*errands(turn)})
