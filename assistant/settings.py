"""Settings, read once at the edge (environment variables POLICYMATCH_…) and passed down."""

import os
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from policies.errors import PolicyMatchError

_WANTED = {
    "library": "请写 true 或 false",
    "wait_s": "请写等待的秒数，0 到 3600",
    "llm_base_url": "请写 http:// 或 https:// 开头的网址",
    "llm_timeout_s": "请写等待的秒数，1 到 120",
}
_FILE = "settings.env"


class Settings(BaseSettings):
    """Where the library is, which encoder serves it, whether an empty home gets the shipped documents.

    A language model is used only where `llm_base_url` and `llm_model` are set; `llm_timeout_s` is the most
    that it may delay an answer.
    """

    model_config = SettingsConfigDict(env_prefix="POLICYMATCH_", frozen=True, extra="ignore")

    home: Path = Path("~/.policymatch")
    encoder: str | None = None
    library: bool = True
    wait_s: float = Field(10.0, ge=0, le=3600)
    llm_base_url: str | None = Field(None, pattern=r"^(https?://\S+)?$")
    llm_model: str | None = None
    llm_api_key: SecretStr | None = None
    llm_timeout_s: float = Field(20.0, ge=1, le=120)

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if bool(self.llm_base_url) != bool(self.llm_model):
            raise ValueError("POLICYMATCH_LLM_BASE_URL 和 POLICYMATCH_LLM_MODEL 要么都设，要么都不设")
        return self


def read_settings(**given: Any) -> Settings:
    """The settings: `given` first, then the environment, then the file settings.env of the home folder.

    Raises `PolicyMatchError` naming the variable.
    """
    home = Path(given.get("home") or os.environ.get("POLICYMATCH_HOME") or "~/.policymatch")
    file = Path(os.path.expanduser(home)) / _FILE  # noqa: PTH111 - raises nothing where there is no home
    try:
        return Settings(_env_file=file, _env_file_encoding="utf-8", **given)
    except ValidationError as wrong:
        raise PolicyMatchError(_told(wrong.errors()[0])) from None
    except (OSError, UnicodeDecodeError):
        raise PolicyMatchError(f"设置文件“{file}”读不出来，请存成 UTF-8 文本，或删去后重试。") from None


def _told(fault: Any) -> str:
    if not fault["loc"]:
        return f"{fault['ctx']['error']}，请补上另一个。"
    name = str(fault["loc"][0])
    said = f"环境变量 POLICYMATCH_{name.upper()} 写的是“{str(fault['input'])[:40]}”"
    return f"{said}，不能用，{_WANTED.get(name, '请改正')}，或不设这个变量。"
