"""Settings: what is read, what is refused and in which words."""

from pathlib import Path

import pytest

from bot.config import Settings, env_example, read_settings, variable_of
from bot.errors import SettingsError

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    for name in Settings.model_fields:
        monkeypatch.delenv(variable_of(name), raising=False)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_example_file_equals_the_settings_class():
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == env_example()


def test_the_example_file_with_its_marks_removed_sets_the_defaults(tmp_path):
    lines = env_example().splitlines()
    values = [line.removeprefix("# ") for line in lines if line.startswith("# CITEWIRE_")]
    (tmp_path / ".env").write_text("\n".join(values), encoding="utf-8")

    assert len(values) == len(Settings.model_fields)
    assert read_settings() == Settings(_env_file=None)


@pytest.mark.parametrize(
    ("fault", "allowed"),
    [
        ("CITEWIRE_HTTP_PORT=abc", "a whole number from 1 to 65535"),
        ("CITEWIRE_HTTP_PORT=70000", "a whole number from 1 to 65535"),
        ("CITEWIRE_MIN_CONFIDENCE=2", "a number from 0 to 1"),
        ("CITEWIRE_SAMPLE=some", "1 or 0 (yes or no)"),
        ("CITEWIRE_LOG_LEVEL=LOUD", "DEBUG, INFO, WARNING or ERROR"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(monkeypatch, fault, allowed):
    monkeypatch.setenv(*fault.split("="))
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert str(caught.value) == f"{fault} can't be used: give {allowed}"


def test_a_data_folder_that_is_a_file_is_refused(monkeypatch, tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(SettingsError, match="CITEWIRE_DATA_DIR=data can't be used: give a folder"):
        read_settings()


def test_every_wrong_value_is_named_at_once_in_one_line(monkeypatch):
    monkeypatch.setenv("CITEWIRE_HTTP_PORT", "0")
    monkeypatch.setenv("CITEWIRE_SAMPLE", "a\nb")
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert str(caught.value).count("can't be used") == 2
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("variable", ["CITEWIRE_DISCORD_TOKEN", "DISCORD_TOKEN"])
def test_both_names_of_the_token_are_read_and_never_shown(monkeypatch, variable):
    monkeypatch.setenv(variable, " abc.def.ghi\n")
    settings = read_settings()
    assert settings.discord_token.get_secret_value() == "abc.def.ghi"
    assert "abc" not in repr(settings)


def test_an_empty_value_means_unset(monkeypatch):
    monkeypatch.setenv("CITEWIRE_DISCORD_TOKEN", "")
    monkeypatch.setenv("CITEWIRE_HTTP_PORT", "")
    assert read_settings().discord_token is None
    assert read_settings().http_port is None


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("CITEWIRE_HTTP_PORT=8000\nCITEWIRE_LOG_LEVEL=debug\n")
    monkeypatch.setenv("CITEWIRE_HTTP_PORT", "9000")
    assert read_settings().http_port == 9000
    assert read_settings().log_level == "DEBUG"


def test_a_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / ".env").write_bytes(b"CITEWIRE_SAMPLE=\xff\xfe")
    with pytest.raises(SettingsError, match=r"^\.env can't be read as UTF-8 text"):
        read_settings()
