"""Templates to HTML. Every value is escaped by the template engine; nothing is marked safe by hand.

The page shows HTML through `gr.HTML`, which runs whatever stands in it, so this module is the one place
where text of a document, a question or a file name becomes markup.
"""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assistant import words
from assistant.citing import TURNS_ROUND

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_in_order,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["words"] = words
    return environment


def _in_order(value: Any) -> Any:
    """A text without the characters that turn its order round."""
    return TURNS_ROUND.sub("", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def render(template: str, /, **values: Any) -> Markup:
    """The template filled with the values, each escaped unless it is `Markup` that `render` itself made."""
    return Markup(_environment().get_template(template).render(**values))  # noqa: S704


def one_line(markup: Markup) -> str:
    """The same markup without line breaks: in a Markdown message a blank line would end the HTML block."""
    return " ".join(line.strip() for line in markup.splitlines() if line.strip())
