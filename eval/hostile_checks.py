"""What must hold of an answer whatever was asked: grounded, exact, orders not followed, no markup."""

import re
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser

from assistant.citing import inline, plain
from assistant.grounding import Told, ground
from policies.model import Answer

_OWN_TAGS = re.compile(
    "a|article|b|bdi|blockquote|br|button|code|dd|del|details|div|dl|dt|h3|h4|header|ins|li|mark|nav|ol|p"
    "|section|small|span|strong|summary|ul"
)
_OWN_LINKS = re.compile(r"#[\w-]*")
_TITLED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")
_SAID = re.compile("“[^“”]*”|「[^「」]*」|\\*\\*.+?\\*\\*")


def faults(
    answer: Answer,
    turns: Sequence[str],
    canary: Sequence[str],
    text_of: Callable[[str], str],
    titles: Sequence[str] = (),
) -> Iterator[str]:
    """What is wrong with an answer, each as a word or two; nothing where all is well.

    `titles` are those of the documents held, in 《》, which a verdict on a quotation may name without a mark.
    """
    if Answer.model_validate_json(answer.model_dump_json()) != answer:
        yield "not an answer"
    cited = (*answer.citations, *(answer.verification.found if answer.verification else ()))
    if any(text_of(one.sha256)[one.start : one.end] != one.quote for one in cited):
        yield "quote"
    differs = (answer.verification.difference or "") if answer.verification else ""
    _, cuts = ground(answer, Told((*turns, *titles, differs), answer.profile), text_of)
    yield from (f"ungrounded: {cut.kind}" for cut in cuts)
    own = own_words(answer)
    yield from (f"states {words}" for words in canary if words in own)


def own_words(answer: Answer) -> str:
    """What an answer states itself: its text without quotations, titles and names of clauses."""
    said = "\n".join((answer.text, *(caveat.text for caveat in answer.caveats)))
    for citation in sorted(answer.citations, key=lambda one: -len(one.quote)):
        said = said.replace(inline(citation.quote), "").replace(f"《{plain(citation.title)}》", "")
        said = said.replace(f"《{citation.title}》", "")
    return _SAID.sub("", _TITLED.sub("", said))


def foreign_markup(html: str) -> list[str]:
    """Tags, attributes and links of rendered HTML that are not the page's own."""
    parser = _Markup()
    parser.feed(html)
    parser.close()
    return parser.foreign


class _Markup(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not _OWN_TAGS.fullmatch(tag):
            self.foreign.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "src", "srcdoc", "action", "formaction"):
                self.foreign.append(name)
            if name == "href" and not _OWN_LINKS.fullmatch(value or ""):
                self.foreign.append(f"href {value}")

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - the parser gives it
        self.foreign.append("comment")
