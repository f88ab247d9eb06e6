"""Settings: where a value comes from, and what is said of a wrong one."""

from pathlib import Path

import pytest

from config import settings


def test_environment_wins_over_the_file_and_the_command_line_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_CONFIG_DIR", str(tmp_path))
    (tmp_path / "settings.toml").write_text('port = 1000\nhost = "127.0.0.9"\n')
    assert settings.load().port == 1000
    monkeypatch.setenv("NIANBAO_PORT", "2000")
    assert settings.load().port == 2000
    assert settings.load(port=3000).port == 3000
    assert settings.load().host == "127.0.0.9"


def test_a_wrong_value_names_where_it_stands_and_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_CONFIG_DIR", str(tmp_path))
    (tmp_path / "settings.toml").write_text("port = 99999\nno_such_setting = 1\n")
    with pytest.raises(settings.SettingsError) as error:
        settings.load()
    assert "settings.toml: port:" in str(error.value)
    assert "settings.toml: no_such_setting:" in str(error.value)
    monkeypatch.setenv("NIANBAO_LANGUAGE", "fr")
    with pytest.raises(settings.SettingsError, match="NIANBAO_LANGUAGE: language:"):
        settings.load()
