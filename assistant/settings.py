"""Settings, read once at the edge (environment variables POLICYMATCH_…) and passed down."""

from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from policies.errors import PolicyMatchError

_WANTED = {"library": "请写 true 或 false", "wait_s": "请写等待的秒数，0 到 3600"}


class Settings(BaseSettings):
    """Where the library is, which encoder serves it, whether an empty home gets the shipped documents."""

    model_config = SettingsConfigDict(env_prefix="POLICYMATCH_", frozen=True, extra="ignore")

    home: Path = Path("~/.policymatch")
    encoder: str | None = None
    library: bool = True
    wait_s: float = Field(10.0, ge=0, le=3600)


def read_settings(**given: Any) -> Settings:
    """The settings of the environment, `given` first; raises `PolicyMatchError` naming the variable."""
    try:
        return Settings(**given)
    except ValidationError as wrong:
        fault = wrong.errors()[0]
        name = str(fault["loc"][0])
        said = f"环境变量 POLICYMATCH_{name.upper()} 写的是“{str(fault['input'])[:40]}”"
        raise PolicyMatchError(f"{said}，不能用，{_WANTED.get(name, '请改正')}，或不设这个变量。") from None
