"""Processes that are measured from outside: their time, their processor time and their peak memory."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from time import perf_counter, sleep
from urllib.error import URLError
from urllib.request import urlopen

Figures = dict[str, float]

_PATIENCE_S = 120
_LOOK_EVERY_S = 0.05


def ran(command: Sequence[str], environment: Mapping[str, str]) -> tuple[str, Figures]:
    """What a command wrote and what it took; raises `RuntimeError` when it fails."""
    began = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as child:
        try:
            assert child.stdout is not None
            written = child.stdout.read()
            used = _ended(child)
        except BaseException:
            child.kill()
            raise
    if child.returncode:
        raise RuntimeError(f"命令没有完成(退出码 {child.returncode}):{' '.join(command)}")
    return written.decode(), {"wall_s": perf_counter() - began, **used}


def job(command: Sequence[str], environment: Mapping[str, str]) -> Figures:
    """What a command took, and the figures that it prints as one JSON object."""
    written, used = ran(command, environment)
    return {**used, **json.loads(written)}


def answering(command: Sequence[str], environment: Mapping[str, str]) -> Figures:
    """What a server takes until `--port` answers, and its peak memory then; it is ended at once."""
    port = _free_port()
    began = perf_counter()
    with subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.DEVNULL, env=environment
    ) as page:
        try:
            _wait_for(f"http://127.0.0.1:{port}/", page)
            ready_s = perf_counter() - began
        finally:
            page.terminate()
            used = _ended(page)
    return {"ready_s": ready_s, **used}


def _ended(child: subprocess.Popen[bytes]) -> Figures:
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return {"user_s": used.ru_utime, "memory_mb": used.ru_maxrss / unit}


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = perf_counter() + _PATIENCE_S
    while perf_counter() < until and not _has_ended(server):
        try:
            with urlopen(url, timeout=_PATIENCE_S) as answered:  # noqa: S310 - an address of this machine
                answered.read()
                return
        except (URLError, ConnectionError):
            sleep(_LOOK_EVERY_S)
    raise RuntimeError(f"{url}在{_PATIENCE_S}秒内没有应答。")


def _has_ended(child: subprocess.Popen[bytes]) -> bool:
    """Unlike `poll`, this leaves its figures to be collected."""
    return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
