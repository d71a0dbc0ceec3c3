"""How conditions stand together, in usual sentences: is the verdict what a careful official would say?

`python -m eval.sentences_logic` prints what goes wrong, with `--findings` also why.
"""

import argparse
from collections.abc import Iterator, Sequence

from eval import logic_cases as sentences
from eval import logic_documents as documents
from eval.judging import Judged, matches, share, written
from eval.logic_cases import Case
from policies.model import Verdict

OTHER = "对通过国家级智能制造示范工厂验收的企业，给予30万元奖励。"
NOT_OTHER = "通过国家级智能制造示范工厂验收"
"""What every profile is told not to be."""
BEHIND = "另一项之后"
"""Where another offer of the clause is failed, another of which nothing is told is not asked for."""
FRAMES = {
    "标题另起一行": "一、强化扶持\n{w}",
    "条": "第一条 {w}\n第二条 " + OTHER,
    "分项": "一、扶持措施\n1." + OTHER + "\n2.{w}",
    BEHIND: "（一）支持壮大。" + OTHER + "{w}",
}
WHOLE = {"全文": "{w}"}
TOPICS: dict[str, tuple[Case, ...]] = {
    "together": sentences.TOGETHER,
    "either": sentences.EITHER,
    "except": sentences.EXCEPT,
    "unless": sentences.UNLESS,
    "once": sentences.ONCE,
    "received": sentences.RECEIVED,
    "scope": documents.SCOPE,
    "lists": documents.LISTS,
    "defined": documents.DEFINED,
    "whom": documents.WHOM,
    "offers": documents.OFFERS,
    "places": documents.PLACES,
    "force": documents.FORCE,
    "ruled": documents.RULED,
}


def judge(cases: Sequence[Case]) -> Iterator[Judged]:
    """The profiles of these cases, held against their words in each frame."""
    for case in cases:
        for frame, around in (WHOLE if case.whole else FRAMES).items():
            policy = written(around.format(w=case.words), case.title)
            for wanted, told in case.verdicts:
                if frame == BEHIND and wanted == Verdict.NEEDS_FACTS:
                    continue
                profile = {**told, "facts": {NOT_OTHER: False, **told.get("facts", {})}}
                yield Judged(case.words, frame, profile, wanted, matches(policy, profile))


def _show(one: Judged, *, findings: bool) -> None:
    mark = "!!" if one.promised else "  "
    print(f"{mark} {one.frame} {one.words}\n     {one.wanted.value} -> {one.given.value} {one.profile}")
    for found in (found for verdict in one.found for found in verdict.findings if findings):
        asked = found.criterion
        bare = (asked.offer, asked.group, asked.about, asked.op, asked.value)
        print(f"        {found.outcome.value} {bare} {found.told}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", action="store_true", help="with the findings of each")
    parser.add_argument("--only", default="", help="cases whose topic or words hold this")
    args = parser.parse_args()
    judged = list(
        judge([case for cases in TOPICS.values() for case in cases if args.only in case.topic + case.words])
    )
    for one in judged:
        if not one.right:
            _show(one, findings=args.findings)
    promised = sum(one.promised for one in judged)
    print(f"verdicts right {share([one.right for one in judged])}, wrong promises {promised}")


if __name__ == "__main__":
    main()
