"""Shared fixtures: a home with the shipped library, read once, and no way out to the network."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.service import Assistant
from assistant.settings import Settings

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine, so that no test depends on the network."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise OSError(f"测试不允许联网:{address[0]}")
        connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def shipped_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds the shipped library; read-only for tests, copy it to change it."""
    home = tmp_path_factory.mktemp("shipped")
    assistant = Assistant(home, settings=Settings())
    assistant.prepare()
    assistant.close()
    return home


@pytest.fixture
def assistant(shipped_home: Path, tmp_path: Path) -> Iterator[Assistant]:
    """An assistant over a copy of the shipped home, so that a test may write."""
    home = tmp_path / "home"
    shutil.copytree(shipped_home, home)
    opened = Assistant(home, settings=Settings())
    yield opened
    opened.close()
