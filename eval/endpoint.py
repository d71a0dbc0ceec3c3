"""An OpenAI-compatible endpoint on this machine that says what it is told to, good or hostile."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Endpoint", dict[str, Any]], None]


class Endpoint(BaseHTTPRequestHandler):
    """Speaks chat completions as a stream; the server's `reply` decides what comes."""

    server: "Stub"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((json.loads(body), dict(self.headers)))
        with_reply = self.server.reply
        try:
            with_reply(self, json.loads(body))
        except OSError:  # the other side has given up, as it should
            self.close_connection = True

    def head(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()

    def piece(self, **choice: Any) -> None:
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "stub",
            "choices": [{"index": 0, "delta": {}, "finish_reason": None} | choice],
        }
        self.wfile.write(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode())
        self.wfile.flush()

    def say(self, content: str, finish: str | None = "stop") -> None:
        self.head()
        for at in range(0, len(content), 40):
            self.piece(delta={"role": "assistant", "content": content[at : at + 40]})
        if finish:
            self.piece(finish_reason=finish)
            self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


class Stub(ThreadingHTTPServer):
    """The server; `seen` holds what was asked of it, body and headers."""

    daemon_threads = True
    reply: Reply
    seen: list[tuple[dict[str, Any], dict[str, str]]]

    @property
    def url(self) -> str:
        """What a client takes for the address of a language model."""
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def serving() -> Iterator[Stub]:
    """A stub that answers at a free port of this machine while the block runs."""
    server = Stub(("127.0.0.1", 0), Endpoint)
    server.seen = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def reads_facts(body: dict[str, Any]) -> bool:
    """Whether it is asked what the user told, not to put clauses into words."""
    return "“对话”里用户" in body["messages"][0]["content"]
