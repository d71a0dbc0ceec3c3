"""Makes offer.docx, the Word template of the 礼遇单: `python -m assistant.make_offer_template`.

The template is a file so that an office can put its own letterhead on it; this is how ours came about.
"""

from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from assistant.offers import TEMPLATE

_FONT = "微软雅黑"
_QUIET, _ACCENT, _WARN = RGBColor(0x66, 0x66, 0x66), RGBColor(0x20, 0x50, 0x72), RGBColor(0x8A, 0x5A, 0x00)


def main() -> None:
    """Write the template beside the module that fills it in."""
    document = Document()
    _page(document)
    _line(document, "政策礼遇单", size=20, bold=True, colour=_ACCENT, centred=True)
    _line(document, "{{ name }}", size=14, bold=True, centred=True)
    _line(
        document, "草稿，供工作人员核对后使用；不是兑现依据，以主管部门审核为准。", colour=_WARN, centred=True
    )
    _line(document, "按 {{ on }} 的情况核对，来自表格第 {{ line }} 行。", colour=_QUIET, centred=True)
    _heading(document, "所填情况")
    _repeated(document, "fact in told", "{{ fact }}", style="List Bullet")
    _line(document, "{%p if nothing %}")
    _line(document, "政策库里没有找到可能适用的条款。没有找到不等于没有，请向主管部门核实。")
    _line(document, "{%p endif %}")
    _line(document, "{%p if total %}")
    _line(document, "{{ total }}", bold=True)
    _line(document, "{%p endif %}")
    _sections(document)
    _line(document, "{%p if questions %}")
    _heading(document, "还要请对方补充")
    _repeated(document, "question in questions", "{{ question }}", style="List Number")
    _line(document, "{%p endif %}")
    _line(document, "{%p if warnings %}")
    _heading(document, "请注意")
    _repeated(document, "warning in warnings", "{{ warning }}", colour=_WARN, style="List Bullet")
    _line(document, "{%p endif %}")
    _line(document, "说明：没有填的情况不当作“否”；引文照抄政策库里的文字，出处见各条。", colour=_QUIET)
    _line(document, "核对人：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿")
    document.core_properties.title = "政策礼遇单（草稿）"
    document.core_properties.author = "政策匹配助手"
    document.save(str(TEMPLATE))


def _sections(document: Any) -> None:
    _line(document, "{%p for section in sections %}")
    _heading(document, "{{ section.title }}（{{ section.count }} 条）")
    _line(document, "{%p for item in section.entries %}")
    _line(document, "{{ loop.index }}. {{ item.title }}", size=12, bold=True)
    for label, key in (
        *(("给什么", "gives"), ("多少", "amount"), ("怎么算", "note"), ("怎么兑现", "delivery")),
        *(("还要知道", "asks"), ("由主管部门认定", "ruled"), ("原文", "quote"), ("出处", "source")),
        ("请注意", "warned"),
    ):
        _line(document, f"{{%p if item.{key} %}}")
        _labelled(document, label, f"{{{{ item.{key} }}}}")
        _line(document, "{%p endif %}")
    _line(document, "{%p endfor %}")
    _line(document, "{%p if section.more %}")
    _line(document, "另有 {{ section.more }} 条没有列出，见清单的“匹配清单”。", colour=_QUIET)
    _line(document, "{%p endif %}")
    _line(document, "{%p endfor %}")


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2)
    for name in ("Normal", "Heading 2", "List Bullet", "List Number"):
        style = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(10.5)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
        style.paragraph_format.space_after = Pt(3)
    heading = document.styles["Heading 2"]
    heading.font.size, heading.font.color.rgb = Pt(13), _ACCENT
    heading.paragraph_format.space_before = Pt(12)


def _heading(document: Any, words: str) -> None:
    document.add_paragraph(words, style="Heading 2")


def _line(
    document: Any,
    words: str,
    *,
    size: float = 10.5,
    bold: bool = False,
    colour: RGBColor | None = None,
    centred: bool = False,
    style: str | None = None,
) -> None:
    paragraph = document.add_paragraph(style=style)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(words)
    run.bold, run.font.size = bold, Pt(size)
    if colour is not None:
        run.font.color.rgb = colour


def _labelled(document: Any, label: str, words: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent = Cm(0.6)
    paragraph.add_run(f"{label}：").bold = True
    paragraph.add_run(words)


def _repeated(document: Any, each: str, words: str, **look: Any) -> None:
    _line(document, f"{{%p for {each} %}}")
    _line(document, words, **look)
    _line(document, "{%p endfor %}")


if __name__ == "__main__":
    main()
