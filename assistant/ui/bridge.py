"""Clicks on links inside HTML, brought to Python.

The chat strips data attributes and handlers, so `theme/script.js` listens on the whole document, reads
the link's address and dispatches an event by name; a bridge hears one name and hands its detail on.
"""

from typing import Any

import gradio as gr

QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
"""How handlers are wired that are done at once: nobody outside calls them, and nothing shows them at work."""

_HEAR = "document.addEventListener('pm-' + props.topic, event => trigger('click', event.detail));"
_TELL = "watch('value', () => document.dispatchEvent(new CustomEvent('pm-shown', { detail: element })));"


def bridge(topic: str) -> gr.HTML:
    """An invisible component whose `click` fires for `topic`, with the event's detail on `gr.EventData`."""
    return gr.HTML("", topic=topic, js_on_load=_HEAR, elem_classes=["pm-bridge"])


def panel(value: str, name: str, label: str) -> gr.HTML:
    """A place that shows a document; the page's script scrolls to the highlight whenever it changes."""
    return gr.HTML(value, js_on_load=_TELL, elem_id=name, elem_classes=["pm-panel"], label=label)
