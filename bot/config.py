"""Settings, read once from the environment and `.env`."""

from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

PREFIX = "CITEWIRE_"


class Settings(BaseSettings):
    """Everything that can be configured; `.env.example` says the same with comments."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", env_ignore_empty=True, populate_by_name=True
    )

    discord_token: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("CITEWIRE_DISCORD_TOKEN", "DISCORD_TOKEN"),
        description="The bot's token from Discord's developer portal.",
    )
    data_dir: Path = Field(default=Path("data"), description="Where the database and the indexes live.")
    embedding_model: str = Field(
        default="all-MiniLM-L6-v2",
        min_length=1,
        description="A sentence-transformers model: the bundled all-MiniLM-L6-v2, a hub name or a folder.",
    )
    min_confidence: Annotated[float, Field(ge=0, le=1)] | None = Field(
        default=None,
        description="Answer only at or above this probability; unset: the fitted threshold; 0: always.",
    )
    sample: bool = Field(
        default=True, description="Index the bundled sample articles when the data folder is empty."
    )
    http_port: Annotated[int, Field(ge=1, le=65535)] | None = Field(
        default=None, description="Serve /healthz and /metrics on this port; unset: off."
    )
    http_host: str = Field(default="127.0.0.1", description="The address that the port is bound to.")
    allow_private_addresses: bool = Field(
        default=False, description="Let pages be fetched from private and loopback addresses (intranets)."
    )
    user_agent_contact: str = Field(
        default="", description="A mail or web address told to publishers in the User-Agent."
    )
    log_level: str = Field(
        default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG, INFO, WARNING or ERROR."
    )


def variable_of(field: str) -> str:
    """Return the environment variable that sets a field."""
    return PREFIX + field.upper()


def read_settings() -> Settings:
    """Read the settings; raise SettingsError that names the variable, the value and what is allowed."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("; ".join(_fault(item) for item in error.errors())) from None


def _fault(item: object) -> str:
    assert isinstance(item, dict)
    location = str(item["loc"][0]) if item["loc"] else "settings"
    variable = location if location.isupper() else variable_of(location)
    value = "(hidden)" if "token" in location.lower() else repr(item["input"])
    return f"{variable}={value} can't be used: {item['msg'][:1].lower()}{item['msg'][1:]}"
