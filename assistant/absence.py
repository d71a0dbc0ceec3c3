"""What is said where no clause answers: why not, what is held, whom to ask; and to what is no question."""

from collections.abc import Iterable, Sequence

from assistant.answer import abstention
from assistant.caveats import of_orders
from assistant.recounting import recount
from assistant.refusal import Ground
from assistant.understand import Intent, Understanding
from assistant.writing import mending_note
from index.rows import StoredDocument
from policies.model import Answer, Question
from policies.vocabulary.regions import Region

_LISTED = 8
_EXAMPLE = "“光伏企业落户宿州有什么支持”"
_GREETING = f"您好，我回答企业、项目和人才能享受哪些政策，请直接提问，比如{_EXAMPLE}。"
_DECLINED = {
    Intent.ATTACK: (
        "这段话要求我改变规则或照着说，我不能照办；我只根据政策库里的条款回答。",
        "injection",
    ),
    Intent.PRIVATE: (
        "政策库里没有个人联系方式，请打这个单位对外公布的办公电话，或拨打12345转接。",
        "not_in_library",
    ),
    Intent.SMALL_TALK: (_GREETING, "scope"),
    Intent.OUT_OF_SCOPE: (
        f"这件事不属于政策，我帮不上忙；我回答企业、项目和人才能享受哪些政策，比如{_EXAMPLE}。",
        "scope",
    ),
    Intent.CLOSING: ("好的，有需要随时再问。", "scope"),
    Intent.RUDE: ("抱歉没能帮上您。请告诉我是哪个地方、想了解哪方面的政策，我再查一遍。", "scope"),
    Intent.BASIS: (
        "我的回答只依据政策库里收录的文件：文件里写了的我照原文引，没有写的我不能说有。"
        "可以请责任单位核实，也可以把新的文件添加到政策库后再问。",
        "scope",
    ),
    Intent.NOTE: ("我不记录电话等联系方式，请您自己留存；想查政策可以接着问。", "scope"),
    Intent.EMPTY: (f"请输入想了解的政策问题，比如{_EXAMPLE}。", "scope"),
    Intent.FOREIGN: (f"目前只支持中文提问，比如{_EXAMPLE}。Please ask in Chinese.", "scope"),
}
"""What is answered to that which asks for no clause, and the kind of its caveat."""


def declined(asked: Understanding) -> Answer:
    """The answer to what is no question about policies."""
    if asked.intent is Intent.RECOUNT:
        return abstention(recount(asked.told), "scope", asked.profile)
    if asked.intent is Intent.WISH:
        said = "\n\n".join(asked.remarks) or "请先告诉我说的是哪个地方、哪方面的政策，查到条款才能写。"
        return abstention(said, "scope", asked.profile)
    return abstention(*_DECLINED[asked.intent], asked.profile)


def nothing_found(
    asked: Understanding,
    why: Ground,
    applying: Sequence[StoredDocument],
    documents: Sequence[StoredDocument],
    *,
    own: bool,
) -> Answer:
    """Why nothing is answered, what is held, and whom to ask.

    `applying` are those of all `documents` that may apply to the places asked about, `own` tells whether one
    is made for such a place.
    """
    if why is Ground.NO_POLICY:
        return abstention(_GREETING, "scope", asked.profile)
    named = "、".join(names(asked.sought.regions))
    whom = "这类事项请向当地政务服务大厅或12345热线咨询；也可以换个说法再问。"
    kind = "not_in_library"
    place = f"{named}的" if named else ""
    text = f"在政策库{place}文件里没有找到与此有关的规定，不能凭空回答。"
    if named and (not applying or why is Ground.ANOTHER_PLACE):
        kind = "region"
        text = f"政策库里没有适用于{named}的文件，不能用别处的政策来回答。"
        if applying:
            text = f"政策库里没有{named}自己的文件，上级的文件没有写到这件事，别处的政策在{named}不适用。"
        if own:
            kind = "not_in_library"
            text = f"政策库里适用于{named}的文件没有写到这件事，别处的政策在{named}不适用。"
        whom = f"请问{named}的招商、科技或人社部门，或拨打当地12345；有当地文件的，添加到政策库后再问。"
    elif why is Ground.ONLY_DUTIES:
        text = f"政策库{place}文件里与此有关的只有对部门的工作要求或工作目标，没有可以申领的待遇。"
    elif why is Ground.NO_SUCH_BENEFIT:
        text = f"在政策库{place}文件里没有找到您问的这项待遇，不能据此认为有，也不能据此认为没有。"
    note = "\n".join(mending_note(asked))
    orders = tuple(of_orders(asked))
    further = "".join(f"\n\n{one.text}" for one in orders)
    said = abstention(f"{text}\n{note}\n{_held(applying, documents)}\n\n{whom}{further}", kind, asked.profile)
    return said.model_copy(update={"caveats": (*said.caveats, *orders)})


def what_is_held(asked: Understanding, applying: Sequence[StoredDocument]) -> Answer:
    """The documents for the places that were named and nothing else, and what is wanted of them."""
    named = "、".join(f"《{document.info.title}》" for document in applying[:_LISTED])
    wanted = "请问您是企业、个人（人才）还是拟投资的项目，想了解资金、用地、人才还是审批方面？"
    return Answer(
        status="needs_profile",
        text="\n".join([*mending_note(asked), f"政策库里与此地有关的文件：{named}。", "", wanted]),
        next_questions=(Question(about="kind", question=wanted, why="知道了才能找到对应的条款"),),
        profile=asked.profile,
    )


def names(places: Iterable[tuple[Region, ...]]) -> tuple[str, ...]:
    """Each place by its first reading, once."""
    return tuple(dict.fromkeys(readings[0].name for readings in places))


def _held(applying: Sequence[StoredDocument], documents: Sequence[StoredDocument]) -> str:
    """What the library holds: for the places asked about, or else at all."""
    listed = applying or documents
    if not listed:
        return "政策库目前是空的，请先添加政策文件。"
    places = [document.info.region for document in listed]
    if not applying and all(places):
        of_places = list(dict.fromkeys(place for place in places if place))
        more = "等" if len(of_places) > _LISTED else ""
        return f"目前收录的是这些地方的文件：{'、'.join(of_places[:_LISTED])}{more}。"
    named = "、".join(f"《{document.info.title}》" for document in listed[:_LISTED])
    return f"目前收录{'的有关文件' if applying else ''}：{named}{'等' if len(listed) > _LISTED else ''}。"
