"""The web page: ask, look through the library, check a quotation."""

from assistant.ui.page import build_page, serve

__all__ = ["build_page", "serve"]
