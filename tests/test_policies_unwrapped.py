"""What the margin of a page cut is read as its sentences run, and quoted as it was printed."""

from policies.documents.source import read_source
from policies.model import Policy
from policies.reading.annotate import read_policy
from policies.reading.unwrapped import unwrapped

RUN = """灵璧县扶持办法

一、落户奖励
对在本县新设立研发中心并且连续经营满一年的高新技术企业，经县科技局组织专家评审后，按照设备投资额的百分之十给予补助。

二、用工补贴
对上一年度为本县制造企业提供检验检测服务并且没有受到行政处罚的专精特新“小巨人”企业，一次性给予20万元的补贴。

三、贷款贴息
对向银行申请贷款用于更新生产设备的中小微企业，给予不超过贷款额百分之二的贴息支持，每家企业每年不超过五十万元。
"""
WIDTH = 28


def printed(text: str) -> str:
    """The same in lines of one width, with the number of a page amid the second provision."""
    lines = [line[at : at + WIDTH] for line in text.split("\n") for at in range(0, max(len(line), 1), WIDTH)]
    page = next(k for k, line in enumerate(lines) if line.startswith("对上一年度"))
    return "\n".join([*lines[: page + 1], "", " 27 ", *lines[page + 1 :]])


def read(text: str) -> Policy:
    return read_policy(read_source(text.encode(), "办法.txt"))


def test_cut_lines_say_what_they_say_in_one() -> None:
    told, run = read(printed(RUN)), read(RUN)
    for one, other in zip(told.claimable(), run.claimable(), strict=True):
        assert [c.sense for c in one.annotation.criteria] == [c.sense for c in other.annotation.criteria]
        assert [a.amount for a in one.annotation.awards] == [a.amount for a in other.annotation.awards]
        assert one.annotation.addressees == other.annotation.addressees


def test_quotes_are_the_printed_words() -> None:
    told = read(printed(RUN))
    said = [q for one in told.claimable() for q in (*one.annotation.criteria, *one.annotation.awards)]
    assert all(told.source.text[one.start : one.end] == one.quote for one in said)
    assert any("\n" in one.quote for one in said)


def test_a_text_without_cut_lines_stays_as_it_is() -> None:
    assert unwrapped(RUN) is None
