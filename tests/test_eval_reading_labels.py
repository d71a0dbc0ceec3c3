"""Our own labels are places and numbers, and the reading keeps to what it has reached on them."""

import pytest

from eval.reading_labels import Tally, compare, labels
from eval.reading_report import SHARED, read_all
from policies.documents.text import read_text
from policies.reading.annotate import read_policy

NOTICE = "示例市奖励办法\n一、对年营业收入达到2000万元以上的企业，给予10万元奖励。\n"


def test_labels_lie_in_order_and_hold_no_words() -> None:
    for held in labels().values():
        assert all(row["start"] < row["end"] and len(row["locator"]) < 20 for row in held)
        assert set().union(*held) <= {
            *("document", "start", "end", "locator", "addressees", "delivery", "figures"),
            *("thresholds", "exclusive", "held"),
        }


def test_what_differs_is_told_and_counted() -> None:
    policy = read_policy(read_text(NOTICE.encode(), "办法.txt"))
    label = {
        **{"document": "d", "locator": "一", "start": NOTICE.index("一"), "end": len(NOTICE) - 1},
        **{"addressees": ["enterprise"], "delivery": [], "figures": [["yuan", 200_000]]},
        "thresholds": [[">=", 2000]],
    }
    tally = Tally.empty()
    (miss,) = compare(policy, [label], tally)
    assert "figures: missing [('yuan', 200000)], extra [('yuan', 100000.0)]" in miss
    assert tally.row("thresholds") == "| thresholds | 1.000 | 1.000 | 1.000 | 1 of 1 |"
    assert (tally.both["figures"], tally.read["figures"], tally.labelled["figures"]) == (0, 1, 1)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared training documents are not here")
def test_the_reading_keeps_what_it_has_reached() -> None:
    tally, known = Tally.empty(), labels()
    for slug, policy in read_all(SHARED):
        if slug in known:
            compare(policy, known[slug], tally)
    reached = {part: 2 * tally.both[part] / (tally.read[part] + tally.labelled[part]) for part in tally.both}
    for part, least in (("claimable", 0.92), ("figures", 0.92), ("delivery", 0.9), ("addressees", 0.72)):
        assert reached[part] >= least, part
