"""What stands in the environment is taken, or refused in one Chinese sentence."""

import pytest

from assistant.cli import main
from assistant.settings import read_settings
from policies.errors import PolicyMatchError


@pytest.mark.parametrize(
    ("name", "value"), [("WAIT_S", "很久"), ("WAIT_S", "nan"), ("WAIT_S", "-1"), ("LIBRARY", "也许")]
)
def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(f"POLICYMATCH_{name}", value)
    with pytest.raises(PolicyMatchError, match=f"POLICYMATCH_{name} 写的是“{value}”"):
        read_settings()
    assert main(["library"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_what_is_given_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYMATCH_WAIT_S", "2.5")
    monkeypatch.setenv("POLICYMATCH_LIBRARY", "true")
    settings = read_settings(library=False)
    assert (settings.wait_s, settings.library) == (2.5, False)
