"""The settings of every process, from the environment only: `RESOLUTE_*` here, `TEMPORAL_*` as Temporal's own tools
read them.

One table in the README and in deploy/ENVIRONMENT.md lists them; a test keeps the three together.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from resolutions.rules import Rules


def usual_data_dir() -> Path:
    """Where the local stack lives when nobody says otherwise."""
    return Path.home() / ".local" / "share" / "resolute"


class Settings(BaseSettings):
    """What a process can be told. Everything has a default that works on one machine."""

    model_config = SettingsConfigDict(env_prefix="RESOLUTE_", hide_input_in_errors=True, env_ignore_empty=True)

    data_dir: Path = Field(default_factory=usual_data_dir, description="where the local stack keeps its data")
    database_url: SecretStr | None = Field(
        default=None, description="PostgreSQL of the ledger (default: the local stack's)"
    )
    pool_size: int = Field(default=10, ge=1, le=100, description="connections to PostgreSQL of one process")
    post: Literal["maildir", "smtp"] = Field(default="maildir", description="how notices are delivered")
    maildir: Path | None = Field(
        default=None, description="where maildirs are (default: mail under the data directory)"
    )
    sender: str = Field(default="resolute@localhost.localdomain", description="the address that notices come from")
    smtp_host: str = Field(default="localhost", description="the mail relay")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="its port")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="how the relay is spoken to"
    )
    smtp_username: str | None = Field(default=None, description="user name for the relay")
    smtp_password: SecretStr | None = Field(default=None, description="password for the relay")
    rules: Annotated[Rules, NoDecode] = Field(default=Rules(), description="settings of the procedure, as JSON")
    health_address: str = Field(default="127.0.0.1", description="where the worker answers for its health")
    health_port: int = Field(default=8086, ge=0, le=65535, description="its port (0: any free one)")
    grace_seconds: float = Field(default=20.0, ge=0, le=600, description="how long a worker may take to drain")
    gateway_address: str = Field(default="127.0.0.1", description="where the gateway listens")
    gateway_port: int = Field(default=8085, ge=0, le=65535, description="its port (0: any free one)")
    gateway_url: str | None = Field(default=None, description="how the gateway is reached from outside, if otherwise")
    secret_key: SecretStr | None = Field(
        default=None,
        description="keys that seal secrets, 32 bytes in URL-safe base64 each, the newest first, divided by commas"
        " (default: the local stack's own)",
    )
    inbox: bool = Field(default=False, description="keep what was let in while the engine is away, and tell it later")
    rate_per_second: float = Field(
        default=50.0, gt=0, le=100_000, description="requests a second of one source or token, on average"
    )
    rate_burst: int = Field(default=500, ge=1, le=1_000_000, description="requests it may make at once")
    oidc_issuer: str | None = Field(default=None, description="whose tokens are believed (OpenID Connect)")
    oidc_audience: str | None = Field(default=None, description="for whom those tokens must have been issued")
    oidc_algorithms: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("RS256", "ES256", "EdDSA"), description="how they may be signed, divided by commas"
    )
    oidc_role_claim: str = Field(default="resolute_roles", description="where they say which roles somebody holds")
    private_webhooks: bool = Field(default=False, description="notify webhooks at private and loopback addresses, too")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="what is logged")
    log_format: Literal["json", "console"] = Field(default="json", description="how it is logged")

    @field_validator("rules", mode="before")
    @classmethod
    def _rules_from_json(cls, value: object) -> object:
        try:
            return json.loads(value) if isinstance(value, str) else value
        except (ValueError, RecursionError):
            raise ValueError("is not JSON") from None

    @field_validator("oidc_algorithms", mode="before")
    @classmethod
    def _divided_by_commas(cls, value: object) -> object:
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _an_issuer_needs_an_audience(self) -> Self:
        if (self.oidc_issuer is None) != (self.oidc_audience is None):
            raise ValueError("RESOLUTE_OIDC_ISSUER and RESOLUTE_OIDC_AUDIENCE go together")
        return self

    @property
    def mail_root(self) -> Path:
        """Where the maildirs are."""
        return self.maildir or self.data_dir / "mail"


class SettingError(Exception):
    """A variable of the environment holds what cannot be; the message names it and does not repeat its value."""


def read_settings() -> Settings:
    """The settings of the environment. Raises `SettingError`."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        if not first["loc"]:
            raise SettingError(first["msg"].removeprefix("Value error, ")) from None
        name, *inside = map(str, first["loc"])
        where = f" ({'.'.join(inside)})" if inside else ""
        problem = first["msg"].removeprefix("Value error, ")
        raise SettingError(f"RESOLUTE_{name.upper()}{where}: {problem[:1].lower()}{problem[1:]}") from None


TEMPORAL_VARIABLES = {
    "TEMPORAL_ADDRESS": "the Temporal frontend (default: the local stack's)",
    "TEMPORAL_NAMESPACE": "the namespace",
    "TEMPORAL_API_KEY": "an API key, where one is asked for",
    "TEMPORAL_TLS": "`true` to speak TLS",
    "TEMPORAL_TLS_SERVER_CA_CERT_PATH": "the certificate authority to trust",
    "TEMPORAL_TLS_CLIENT_CERT_PATH": "a client certificate",
    "TEMPORAL_TLS_CLIENT_KEY_PATH": "its key",
}
"""The variables of Temporal's client configuration that a deployment usually sets."""
