"""What every value of the model is."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A value: frozen, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")
