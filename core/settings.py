"""Every setting of the environment, read once, typed, loud when wrong."""

from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

SHORTEST_KEY = 16
"""Characters of SECRET_KEY. The previous one may be shorter: it must be possible to leave it."""

Hour = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Count = Annotated[int, Field(ge=1, le=10_000)]
Days = Annotated[int, Field(ge=1, le=36_500)]
Months = Annotated[int, Field(ge=1, le=1_200)]


class Settings(BaseSettings):
    """The environment. Names are the contract of `.env.sample`; an empty value means unset."""

    model_config = SettingsConfigDict(env_ignore_empty=True, env_file=".env", extra="ignore")

    dixminutes_var: Path = Path("var")
    database_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    public_url: str = ""
    port: int = Field(default=8000, ge=1, le=65_535)
    secret_key: SecretStr | None = Field(default=None, min_length=SHORTEST_KEY)
    secret_key_previous: SecretStr | None = None

    telegram_bot_token: SecretStr | None = None
    telegram_webhook_secret: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_messages_per_second: float = Field(default=30, ge=0, description="0 = no limit")

    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_auth_token_secondary: SecretStr | None = None
    twilio_whatsapp_from: str | None = None
    twilio_api_url: str = "https://api.twilio.com"
    twilio_content_url: str = "https://content.twilio.com"
    whatsapp_messages_per_second: float = Field(default=80, ge=0, description="0 = no limit")
    whatsapp_seconds_per_person: float = Field(default=6, ge=0, description="0 = no limit")
    whatsapp_person_burst: Count = 45
    whatsapp_people_per_day: Count = 250
    whatsapp_monthly_euros: float | None = Field(default=None, ge=0)

    openai_api_key: SecretStr | None = None
    openai_base_url: str | None = None
    openai_model: str = "gpt-4.1-mini"
    openai_transcribe_model: str = ""
    openai_questions_per_day: Count = 20
    openai_monthly_tokens: int = Field(default=1_000_000, ge=0)

    senders: Count = 4
    content_dirs: str = ""
    metrics_token: SecretStr | None = None
    phone_enabled: bool = False
    phone_token: SecretStr | None = None
    dixminutes_debug: bool = False

    quiet_until: Hour = "08:00"
    quiet_from: Hour = "19:00"
    nudge_grace_minutes: Count = 120
    silent_pieces: tuple[Count, Count, Count] = (10, 6, 4)
    retention_text_days: Days = 30
    retention_ledger_months: Months = 13
    retention_wins_months: Months = 12
    retention_audit_months: Months = 12

    privacy_host: str = ""
    privacy_contact: str = ""

    @field_validator("public_url", "telegram_api_url", "twilio_api_url", "twilio_content_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("redis://", "rediss://", "unix://")):
            raise PydanticCustomError("redis_url", "must start with redis:// or unix://")
        return value

    @field_validator("quiet_from")
    @classmethod
    def _after_quiet_until(cls, value: str, known: ValidationInfo) -> str:
        until = known.data.get("quiet_until")
        if until is not None and time.fromisoformat(value) <= time.fromisoformat(until):
            raise PydanticCustomError("not_after", "must come after {other}", {"other": until})
        return value

    @property
    def base_url(self) -> str:
        """The public address, without a trailing slash; loopback when none is configured."""
        return self.public_url or f"http://localhost:{self.port}"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The process's settings. Raises pydantic.ValidationError naming the wrong variable."""
    return Settings()
