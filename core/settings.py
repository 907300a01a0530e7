"""Every setting of the environment, read once, typed, loud when wrong."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The environment. Names are the contract of `.env.sample`; an empty value means unset."""

    model_config = SettingsConfigDict(env_ignore_empty=True, env_file=".env", extra="ignore")

    dixminutes_var: Path = Path("var")
    database_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    public_url: str = ""
    port: int = 8000
    secret_key: SecretStr | None = None
    secret_key_previous: SecretStr | None = None

    telegram_bot_token: SecretStr | None = None
    telegram_webhook_secret: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_messages_per_second: float = Field(default=30, ge=0, description="0 = no limit")

    senders: int = Field(default=4, ge=1)
    content_dirs: str = ""
    metrics_token: SecretStr | None = None
    phone_enabled: bool = False
    phone_token: SecretStr | None = None

    quiet_until: str = "08:00"
    quiet_from: str = "19:00"
    nudge_grace_minutes: int = Field(default=120, ge=1)
    silent_pieces: tuple[int, int, int] = (10, 6, 4)
    retention_text_days: int = Field(default=30, ge=1)
    retention_ledger_months: int = Field(default=13, ge=1)
    retention_wins_months: int = Field(default=12, ge=1)
    retention_audit_months: int = Field(default=12, ge=1)

    privacy_host: str = ""
    privacy_contact: str = ""

    @field_validator("public_url", "telegram_api_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def base_url(self) -> str:
        """The public address, without a trailing slash; loopback when none is configured."""
        return self.public_url or f"http://localhost:{self.port}"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The process's settings. Raises pydantic.ValidationError naming the wrong variable."""
    return Settings()
