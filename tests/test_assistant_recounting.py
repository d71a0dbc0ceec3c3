"""What was understood is told back."""

from assistant.recounting import recount
from assistant.told import listen


def test_what_was_told_is_told_back_as_it_stands_now() -> None:
    told = listen(["我们公司在宿州市，准备投8000万", "不对，是6000万"])
    said = recount(told)
    assert "身份：企业" in said
    assert "安徽省宿州市" in said
    assert "6000万元" in said
    assert "8000" not in said


def test_nothing_told_is_asked_for() -> None:
    assert "所在地区" in recount(listen(["有什么政策"]))
