"""The edge of the page: errors become a sentence in its own place, never a stack trace or a silent stop."""

import logging

from markupsafe import Markup

from assistant.ui.render import render
from policies.errors import PolicyMatchError

_log = logging.getLogger(__name__)

_UNEXPECTED = "程序出了没有料到的错误，您的内容没有改动；请再试一次，还不行就把运行窗口里的记录发给维护人员。"


def told(failed: Exception) -> Markup:
    """The notice for an exception: its message if it was written for users, else a general one and a log."""
    if isinstance(failed, PolicyMatchError):
        return notice("bad", str(failed))
    _log.error("unexpected error on the page", exc_info=failed)
    return notice("bad", _UNEXPECTED)


def notice(tone: str, text: str) -> Markup:
    """A short message; `tone` is good, warn or bad."""
    return render("notice.html", tone=tone, text=text)
