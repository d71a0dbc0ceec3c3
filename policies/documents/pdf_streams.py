"""Compressed streams of a PDF that would unpack to far more than any page holds."""

import re
import zlib
from collections.abc import Iterator

MAX_STREAM_BYTES = 128 * 2**20
"""Largest unpacked stream; a page of text has less than 10 MB, a coloured picture at 300 dpi about 26 MB."""

MAX_RATIO = 200
"""How many times a larger stream may grow when unpacked; pictures of real pages stay far below."""

_EDGE = re.compile(rb"endstream|stream\r?\n")
_TWICE = re.compile(rb"/Fl(?:ateDecode)?\s*/Fl(?:ateDecode)?\b")
_BEST_RATIO = 1032  # what deflate can reach at most
_EVER = 2**30  # bytes; beyond it nothing is a picture of a page
_STEP = 2**18


def has_bomb(data: bytes) -> bool:
    """Whether a stream is packed twice, or unpacks beyond `MAX_STREAM_BYTES` at more than `MAX_RATIO`."""
    if _TWICE.search(data):
        return True
    return any(_explodes(data[start:end]) for start, end in _streams(data))


def _streams(data: bytes) -> Iterator[tuple[int, int]]:
    """The streams long enough to be a bomb."""
    start = -1
    for edge in _EDGE.finditer(data):
        if start >= 0 and (edge.start() - start) * _BEST_RATIO > MAX_STREAM_BYTES:
            yield start, edge.start()
        start = -1 if edge[0] == b"endstream" else edge.end()
    if start >= 0:
        yield start, len(data)


def _explodes(packed: bytes) -> bool:
    size, limit = 0, min(max(MAX_STREAM_BYTES, MAX_RATIO * len(packed)), _EVER)
    unpacker = zlib.decompressobj()
    for at in range(0, len(packed), _STEP):
        waiting = packed[at : at + _STEP]
        while waiting and not unpacker.eof:
            try:
                size += len(unpacker.decompress(waiting, _STEP))
            except zlib.error:
                return False  # packed in another way, or broken: the reader will say so
            if size > limit:
                return True
            waiting = unpacker.unconsumed_tail
    return False
