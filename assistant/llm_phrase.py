"""A language model may put what a clause says into plain words; rules keep the quotation, verdict and sums.

Its sentences stand beside the quotations that the rules chose. Where one sentence is not held by its clause,
the answer is given as the rules wrote it.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from pydantic import BaseModel, Field

from assistant.citing import plain
from assistant.grounding import Told, ground
from assistant.llm import LanguageModel, ModelFailed
from assistant.phrasing import phrases
from assistant.understand import Understanding
from policies.model import Answer, Citation

_SHOWN = 8
_LONGEST = 160
_SHARED = 0.5
_MARKS = re.compile(r"\s*〔\d+〕\s*")
_BULLET = re.compile(
    r"- (?P<name>\*\*.+?\*\*[^：]*：)(?P<quoted>(?:……)?“.*”(?:……)?)(?P<mark>〔\d+〕)(?P<rest>.*)"
)
_FIRST = re.compile(r"(?!- |  - )[^“]*“.*”(?P<mark>〔\d+〕)。?")
_LATIN = re.compile("[A-Za-z]{2,}|[@/\\\\<>{}]")
_HAN = re.compile("[一-鿿]+")
_DECIDES = re.compile(
    "(?:您|你|贵[司方公]|咱|我们|该企业|本人).{0,16}(?:符合|满足|达到|够得上|有资格|没资格|可以?|能|会|享|拿|领|得|属于)"
    "|(?:符合|满足)(?:全部|所有)?条件[，,。]?$|有资格|一定能|肯定能|放心"
)
# What turns the meaning of a sentence: it must be in the clause to be in the sentence.
_WEIGHTY = (
    *(
        "不",
        "无",
        "免",
        "未",
        "没",
        "必须",
        "应当",
        "一定",
        "肯定",
        "保证",
        "确保",
        "全部",
        "所有",
        "任何",
        "全额",
        "自动",
        "立即",
        "马上",
    ),
    *(
        "永久",
        "每年",
        "每月",
        "连续",
        "累计",
        "最高",
        "最低",
        "至少",
        "以上",
        "以下",
        "以内",
        "翻倍",
        "再",
        "另外",
        "额外",
        "叠加",
        "仅",
        "只",
    ),
)
_TASK = (
    "任务：把每一条“原文”说成普通人听得懂的一句话，只说这一条写明的，尽量用原文的词，不加数字、名称和条件，"
    "不判断用户是否符合，不写金额测算。\n"
    '输出：{"sentences": [{"text": "一句话", "marks": [编号]}]}，一句只对应一条，编号用资料里的。'
)


class Sentence(BaseModel):
    """One sentence and the numbers of the clauses that it rests on."""

    text: str = Field(min_length=4, max_length=_LONGEST)
    marks: list[int] = Field(min_length=1, max_length=3)


class Phrased(BaseModel):
    """An answer as the model puts it."""

    sentences: list[Sentence] = Field(min_length=1, max_length=_SHOWN)


def phrase_with(
    model: LanguageModel,
    asked: Understanding,
    answer: Answer,
    turns: Sequence[str],
    text_of: Callable[[str], str],
    seconds: float,
) -> Answer:
    """The answer with the model's sentences before the quotations; raises `ModelFailed`."""
    shown = _shown(answer)
    if not shown:
        return answer
    data = {
        "问题": asked.question,
        "条款": [
            {"编号": c.rank, "文件": c.title, "位置": c.locator, "原文": c.quote} for c in shown.values()
        ],
    }
    phrased = model.fill(_TASK, data, Phrased, seconds)
    told = Told(tuple(turns), asked.profile)
    said = {
        place: _sentence(one, shown, told, text_of) for one in phrased.sentences for place in one.marks[:1]
    }
    note = f"（加粗位置后面的说明由大模型 {plain(model.name)} 整理；原文、结论和金额都由规则给出。）"
    return answer.model_copy(update={"text": f"{_woven(answer.text, said)}\n\n{note}"})


def _shown(answer: Answer) -> dict[int, Citation]:
    """The clauses quoted in the text that hold no words addressed to a machine, by number."""
    lines = answer.text.split("\n")
    quoted = {found["mark"] for line in lines if (found := _BULLET.fullmatch(line) or _FIRST.fullmatch(line))}
    orders = phrases()["orders_in_text"].words
    held = (c for c in answer.citations if c.mark in quoted and not orders.search(c.quote))
    return {int(citation.mark[1:-1]): citation for citation in list(held)[:_SHOWN]}


def _sentence(one: Sentence, shown: Mapping[int, Citation], told: Told, text_of: Callable[[str], str]) -> str:
    """A sentence with its marks, where its clauses hold it; raises `ModelFailed`."""
    cited = [shown[mark] for mark in one.marks if mark in shown]
    said = plain(_MARKS.sub("", one.text).strip().rstrip("。"))
    if len(cited) < len(one.marks) or not _held(said, cited, told):
        raise ModelFailed("写的话与原文对不上")
    text = said + "".join(citation.mark for citation in cited) + "。"
    _, cuts = ground(Answer(status="answered", text=text, citations=tuple(cited)), told, text_of, strict=True)
    if cuts:
        raise ModelFailed("写的话与原文对不上")
    return text


def _held(said: str, cited: Sequence[Citation], told: Told) -> bool:
    """Whether a sentence decides nothing, turns nothing round, and mostly uses the words of its clauses."""
    source = "\n".join(f"{c.quote}\n{c.locator}\n{c.title}" for c in cited)
    if _DECIDES.search(said) or any(word in said and word not in source for word in _WEIGHTY):
        return False
    known = source + told.words
    if any(found not in known for found in _LATIN.findall(said)):
        return False
    pairs = _pairs(said)
    return bool(pairs) and len(pairs & _pairs(known)) >= _SHARED * len(pairs)


def _pairs(words: str) -> set[str]:
    return {run[at : at + 2] for run in _HAN.findall(words) for at in range(len(run) - 1)}


def _woven(text: str, said: Mapping[int, str]) -> str:
    """The rules' text, with a sentence in the place of a quotation, which then stands below it.

    The first quotation, which answers, stays in its place.
    """
    lines = []
    said = dict(said)
    for line in text.split("\n"):
        if first := _FIRST.fullmatch(line):
            sentence = said.pop(int(first["mark"][1:-1]), None)
            lines += [line, "", f"也就是说：{sentence}"] if sentence else [line]
            continue
        found = _BULLET.fullmatch(line)
        sentence = said.get(int(found["mark"][1:-1])) if found else None
        if found and sentence:
            lines += [
                f"- {found['name']}{sentence}",
                f"  - 原文：{found['quoted']}{found['mark']}{found['rest']}",
            ]
        else:
            lines.append(line)
    return "\n".join(lines)


def with_note(answer: Answer, reason: str) -> Answer:
    """The rules' answer, with why the model was not used."""
    note = f"（大模型这次没有用上：{reason}；以上由规则写成。）"
    return answer.model_copy(update={"text": f"{answer.text}\n\n{note}"})
