"""Settings, read once from the environment and `.env`."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

PREFIX = "CITEWIRE_"
ENV_FILE = ".env"


def _folder(value: object) -> object:
    path = Path(str(value)).expanduser()
    if path.exists() and not path.is_dir():
        raise ValueError("not a folder")
    return path


def _token(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _setting(default: Any, description: str, allowed: str, **constraints: Any) -> Any:
    """Describe a setting: what it is for, and in a few words which values are allowed."""
    return Field(
        default=default, description=description, json_schema_extra={"allowed": allowed}, **constraints
    )


class Settings(BaseSettings):
    """Everything that can be configured; `.env.example` says the same with comments."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        extra="ignore",
        env_ignore_empty=True,
        populate_by_name=True,
        validate_default=True,
    )

    discord_token: Annotated[SecretStr | None, BeforeValidator(_token)] = _setting(
        None,
        "The bot's token from Discord's developer portal (DISCORD_TOKEN is read too). Keep it secret.",
        "the token that the developer portal shows under «Bot»",
        validation_alias=AliasChoices("CITEWIRE_DISCORD_TOKEN", "DISCORD_TOKEN"),
    )
    data_dir: Annotated[Path, BeforeValidator(_folder)] = _setting(
        Path("data"), "Where the database and the indexes live.", "a folder, which is made if it is missing"
    )
    embedding_model: str = _setting(
        "all-MiniLM-L6-v2",
        "A sentence-transformers model: the bundled all-MiniLM-L6-v2, a hub name or a folder.",
        "the name of a sentence-transformers model or the folder of one",
        min_length=1,
    )
    min_confidence: Annotated[float, Field(ge=0, le=1)] | None = _setting(
        None,
        "Answer only at or above this probability; unset: the fitted threshold; 0: always.",
        "a number from 0 to 1",
    )
    reranker: str | None = _setting(
        None,
        "A cross-encoder that reads the question with each excerpt; slower, off unless set.",
        "the hub name of a sentence-transformers CrossEncoder or the folder of one",
        min_length=1,
    )
    llm_url: str | None = _setting(
        None,
        "An OpenAI-compatible endpoint, sent question and excerpts to write a summary; unset: off.",
        "an http or https address, usually ending in /v1",
        pattern=r"^https?://[^\s/]+\S*$",
    )
    llm_model: str = _setting(
        "", "The model's name at that endpoint; empty: whatever it runs.", "a name that the endpoint knows"
    )
    llm_key: Annotated[SecretStr | None, BeforeValidator(_token)] = _setting(
        None,
        "The endpoint's key, where it wants one. Keep it secret.",
        "the key that the endpoint's owner gave",
    )
    sample: bool = _setting(
        True, "Index the bundled sample articles when the data folder is empty.", "1 or 0 (yes or no)"
    )
    http_port: Annotated[int, Field(ge=1, le=65535)] | None = _setting(
        None, "Serve /healthz and /metrics on this port; unset: off.", "a whole number from 1 to 65535"
    )
    http_host: str = _setting(
        "127.0.0.1", "The address that the port is bound to.", "an address or host name of this machine"
    )
    allow_private_addresses: bool = _setting(
        False, "Let pages be fetched from private and loopback addresses (intranets).", "1 or 0 (yes or no)"
    )
    user_agent_contact: str = _setting(
        "", "A mail or web address told to publishers in the User-Agent.", "a mail or web address"
    )
    log_level: Annotated[str, BeforeValidator(lambda level: str(level).strip().upper())] = _setting(
        "INFO",
        "How much is logged to stderr; INFO unless set, and only warnings for verbs other than run.",
        "DEBUG, INFO, WARNING or ERROR",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
    )


def variable_of(field: str) -> str:
    """Return the environment variable that sets a field."""
    return PREFIX + field.upper()


def read_settings() -> Settings:
    """Read the settings; raise SettingsError that names the variable, the value and what is allowed."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [_fault(str(item["loc"][0]), item["input"]) for item in error.errors() if item["loc"]]
        raise SettingsError("; ".join(faults) or "the settings can't be used") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{ENV_FILE} can't be read as UTF-8 text: {error}") from None


def env_example() -> str:
    """Return what `.env.example` holds: every setting with its default, its meaning and its values."""
    head = "# Copy this file to .env and remove the «# » before what you set; the environment wins over it.\n"
    return head + "".join(_example(name, field) for name, field in Settings.model_fields.items())


def allowed_values(field: str) -> str:
    """Return in a few words which values a setting takes."""
    extra = Settings.model_fields[field].json_schema_extra
    assert isinstance(extra, dict)
    return str(extra["allowed"])


def _example(name: str, field: FieldInfo) -> str:
    default = "" if field.default is None else field.default
    shown = str(int(default)) if isinstance(default, bool) else str(default)
    lines = [
        f"# {field.description}",
        f"# Allowed: {allowed_values(name)}.",
        f"# {variable_of(name)}={shown}",
    ]
    return "\n" + "\n".join(lines) + "\n"


def _fault(location: str, value: object) -> str:
    field = "discord_token" if location.upper().endswith("DISCORD_TOKEN") else location.lower()
    field = field.removeprefix(PREFIX.lower())
    secret = any(word in field for word in ("token", "key"))
    shown = "(hidden)" if secret else value if str(value).isprintable() else repr(value)
    return f"{variable_of(field)}={shown} can't be used: give {allowed_values(field)}"
