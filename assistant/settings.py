"""Settings, read once at the edge (environment variables POLICYMATCH_…) and passed down."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where the library is, which encoder serves it, whether an empty home gets the shipped documents."""

    model_config = SettingsConfigDict(env_prefix="POLICYMATCH_", frozen=True, extra="ignore")

    home: Path = Path("~/.policymatch")
    encoder: str | None = None
    library: bool = True
    wait_s: float = 10.0
