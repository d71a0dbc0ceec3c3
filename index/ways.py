"""What a question asks of the way to a benefit (until when, which telephone), and which clauses tell it."""

import re

_WAYS = {
    "when": (
        "还能(?:报|申|办)|截止|什么时候|啥时候|几号(?!线)|几月|何时|多久|过期|来得及|期限|到期|赶得上|哪天|最晚|为止",
        r"\d+月|\d+日|截止|期限|之日起|受理时间|有效期|年底前|工作日|长期",
    ),
    "contact": (
        "电话|打(?:哪|给|什么|啥)|哪个号|联系(?:谁|方式|人|哪)|号码|热线",
        r"电话|\d{3,4}[-—－]\d{7,8}|(?<!\d)(?:1[3-9]\d{9}|[2-9]\d{7}|12\d{3})(?!\d)",
    ),
    "papers": (
        "材料|带什么|带啥|交什么|交啥|准备(?:什么|啥|哪些)|证件",
        "材料|证明|复印件|申请表|申请书|身份证|营业执照",
    ),
    "online": ("网上|网站|系统|哪里(?:申|报|办|点)|从哪[儿里]?点|登录|平台", "网|系统|平台|登录|http|www"),
    "steps": (
        "流程|步骤|(?:怎么|咋|如何)(?:申|办|报|领|弄|走)",
        "申请|申报|办理|提交|审核|公示|领取|受理|网上",
    ),
}
_ASKED = {way: re.compile(asked) for way, (asked, _) in _WAYS.items()}
_TOLD = {way: re.compile(told) for way, (_, told) in _WAYS.items()}


def asked_ways(turn: str) -> frozenset[str]:
    """Which of `when`, `contact`, `papers`, `online` and `steps` a turn asks for.

    >>> sorted(asked_ways("材料网上交吗,截止到几号"))
    ['online', 'papers', 'when']
    """
    return frozenset(way for way, asked in _ASKED.items() if asked.search(turn))


def told_ways(quote: str) -> tuple[str, ...]:
    """Which of them a clause may tell, by signs that one who tells it can hardly leave out.

    >>> told_ways("8月22日前持身份证到窗口,电话12345")
    ('when', 'contact', 'papers')
    """
    return tuple(way for way, told in _TOLD.items() if told.search(quote))
