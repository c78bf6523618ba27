"""Settings from environment variables ``WARDMAP_…``; ``.env.example`` says what each is for."""

import os
import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from geo_api.account import Role
from geo_api.base_map_settings import BaseMapSettings
from geo_api.identity_settings import IdentitySettings
from geo_api.secret_files import SecretFiles
from geo_api.web_address import is_origin, is_plain_address, is_provider_address, is_web_address, origin_of
from layers.codes import ADDRESS_PREFIX, PREFIX_LETTERS, is_prefix

# A rate as the library `limits` writes it, one or several: 600/minute; 10000/day. Or none.
RATES_OFF = "off"
_RATE = r"\s*[1-9]\d{0,8}\s*(/|per)\s*([1-9]\d{0,3}\s*)?(second|minute|hour|day)s?\s*"
RATES = re.compile(rf"{_RATE}(;{_RATE})*")
SHORTEST_KEY = 32
# Of different ones: 64 hexadecimal digits have more, a sentence repeated or a row of one letter have not.
LEAST_SIGNS = 10
ANY_SITE = "*"


def default_data_dir() -> Path:
    """/var/lib/wardmap for root, else the user's own data folder (XDG Base Directory)."""
    if os.geteuid() == 0:
        return Path("/var/lib/wardmap")
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "wardmap"


class Settings(BaseMapSettings, IdentitySettings):
    model_config = SettingsConfigDict(
        env_prefix="WARDMAP_", env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    # Passwords may be in them.
    database_url: str | None = Field(
        default=None, repr=False, description="An existing PostGIS; without it a private one is run."
    )
    owner_database_url: str | None = Field(
        default=None,
        repr=False,
        description="The same database as the role that owns the tables, for migrate and load.",
    )
    data_dir: Path = Field(default_factory=default_data_dir, description="Where the private PostGIS lives.")
    public_url: str | None = Field(default=None, description="The address the world knows the service by; for links.")
    pool_size: int = Field(default=8, ge=1, le=100, description="Database connections per worker and audience.")
    statement_timeout_ms: int = Field(default=2000, ge=100, le=60_000, description="Longest query a reader may cause.")
    coverage_rule_seconds: int = Field(
        default=1800, ge=10, le=604_800, description="Longest that calculating one coverage rule may take."
    )
    tile_memory_mb: int = Field(default=64, ge=0, le=100_000, description="Memory for tiles per worker, in MB.")
    tile_cache_mb: int = Field(
        default=512, ge=0, le=1_000_000, description="Disk for tiles, shared by all workers, in MB; 0: none."
    )
    tiles_archive: str | None = Field(
        default=None, description="A PMTiles archive that the map is drawn from: a file, or its address at a CDN."
    )
    tile_queue: int = Field(default=64, ge=1, le=10_000, description="Tiles that may wait for the database per worker.")
    metrics_token: SecretStr | None = Field(
        default=None, min_length=16, description="Who shows it may read /metrics; without it this machine alone may."
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Seals secrets that are kept; several with commas, the newest first. Without it a file is made.",
    )
    oidc_issuer: str | None = Field(
        default=None, description="Whom people may sign in with: a provider of OpenID Connect, by its issuer."
    )
    oidc_client_id: str | None = Field(default=None, description="What that provider calls this service.")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="What it knows this service by; without it PKCE alone protects the sign-in."
    )
    oidc_roles: Path | None = Field(default=None, description="A file (TOML): which of its claims give which roles.")
    oidc_title: str | None = Field(default=None, max_length=60, description="What the button on /login calls it.")
    second_factor: str = Field(
        default="", description="Roles, with commas, whose holders need a second factor: admin,approver."
    )
    upload_limit_mb: int = Field(default=512, ge=1, le=100_000, description="Largest file taken by /admin, in MB.")
    upload_quota_mb: int = Field(
        default=5_000, ge=1, le=10_000_000, description="What files waiting in /admin may have together, in MB."
    )
    rate_lookup: str = Field(
        default="120/minute; 5000/day",
        description="Addresses looked up by their codes (`/d/…`, `/api/v1/public/addresses/…`).",
    )
    rate_search: str = Field(default="12000/minute", description="`/api/v1/search` and `/api/v1/units/resolve`.")
    rate_items: str = Field(default="12000/minute", description="`/ogc/…/items`, counts, crosswalks: pages and files.")
    rate_tiles: str = Field(default="120000/minute", description="Tiles that are not at hand and have to be made.")
    rate_pictures: str = Field(default="1200/minute", description="`/og/…`: pictures of maps, for links to them.")
    rate_officials: str = Field(default="30000/minute", description="All under `/as/…`, before it is known who asks.")
    rate_other: str = Field(default="30000/minute", description="All other requests but health and files of the pages.")
    alarm_misses: int = Field(
        default=200, ge=0, description="So many look-ups of one asker in a day that find nothing are told; 0: none."
    )

    address_prefix: str = Field(
        default=ADDRESS_PREFIX, description="The two letters that codes of digital addresses begin with; chosen once."
    )
    photo_days: int | None = Field(
        default=None,
        ge=30,
        le=36_500,
        description="Photos of gates are deleted so many days after the code was given; without it they are kept.",
    )
    embed_ancestors: str = Field(
        default="", description="Origins of sites that may show /embed/… in a frame; `*`: any. Without it: our own."
    )
    hsts: Literal["off", "host", "subdomains"] = Field(
        default="host", description="With an https address browsers are told to use nothing else, for a year."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # the library's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is said in code, then in files of secrets, the environment, and a file ``.env``."""
        given: dict[str, str | None] = {}
        for source in (dotenv_settings, env_settings):
            given |= source.env_vars if isinstance(source, EnvSettingsSource) else {}
        return init_settings, SecretFiles(settings_cls, given), env_settings, dotenv_settings

    @field_validator("embed_ancestors")
    @classmethod
    def _are_origins(cls, value: str) -> str:
        origins = re.split(r"[\s,]+", value.strip().lower()) if value.strip() else []
        if origins != [ANY_SITE] and not all(map(is_origin, origins)):
            raise ValueError("must be origins such as https://phuong.example.vn, with commas between, or * alone")
        return " ".join(origins)

    @field_validator("address_prefix")
    @classmethod
    def _begins_codes(cls, value: str) -> str:
        if not is_prefix(value):
            raise ValueError(f"must be two of the letters {PREFIX_LETTERS}, no abbreviation that is rude in Vietnamese")
        return value

    @field_validator(
        "rate_lookup", "rate_search", "rate_items", "rate_tiles", "rate_pictures", "rate_officials", "rate_other"
    )
    @classmethod
    def _is_rate(cls, value: str) -> str:
        if value != RATES_OFF and not RATES.fullmatch(value):
            raise ValueError("must be a rate such as 600/minute, several as in 60/minute; 1000/day, or off")
        return value

    @field_validator("database_url", "owner_database_url")
    @classmethod
    def _is_postgresql(cls, value: str | None) -> str | None:
        if value is not None:
            driver_url(value)
        return value

    @field_validator("second_factor")
    @classmethod
    def _are_roles(cls, value: str) -> str:
        for word in _words(value):
            if word not in set(Role):
                raise ValueError(f"knows no such role; there are: {', '.join(Role)}")
        return value

    @field_validator("secret_key")
    @classmethod
    def _holds_keys(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            keys_in(value.get_secret_value())
        return value

    @field_validator("public_url")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if value is not None and not is_web_address(value):
            raise ValueError("must be an address such as https://bando.example.vn")
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _is_provider(cls, value: str | None) -> str | None:
        if value and ("?" in value or "#" in value or not is_provider_address(value)):
            raise ValueError("must be an address with https, such as https://sso.example.vn/realms/tinh")
        return value or None

    @field_validator("tiles_archive")
    @classmethod
    def _is_file_or_address(cls, value: str | None) -> str | None:
        if value and "://" in value and not is_plain_address(value):
            raise ValueError("must be a file, or an address such as https://cdn.example.vn/bando.pmtiles")
        return value or None

    @property
    def second_factor_roles(self) -> frozenset[Role]:
        """Whoever holds one of these needs a second factor."""
        return frozenset(map(Role, _words(self.second_factor)))

    @property
    def archive_file(self) -> Path | None:
        """The archive of the map where it is a file of this machine."""
        return None if self.tiles_archive is None or "://" in self.tiles_archive else Path(self.tiles_archive)

    @property
    def archive_url(self) -> str | None:
        """The archive of the map where another site has it."""
        return self.tiles_archive if self.tiles_archive and "://" in self.tiles_archive else None

    @property
    def is_embedded(self) -> bool:
        return self.database_url is None

    @property
    def is_https(self) -> bool:
        """Whether the world reaches the service by https."""
        return (self.public_url or "").lower().startswith("https://")

    @property
    def origin(self) -> str | None:
        """That of `public_url`."""
        return origin_of(self.public_url) if self.public_url else None


def _words(value: str) -> list[str]:
    return [word for word in re.split(r"[\s,]+", value) if word]


def keys_in(words: str) -> list[str]:
    """Secret keys parted by commas or lines, the newest first.

    Raises ValueError, which repeats none of them, when there is none or one is too easily guessed.
    """
    keys = _words(words)
    if not keys:
        raise ValueError("has no key in it")
    for number, key in enumerate(keys, 1):
        if len(key) < SHORTEST_KEY or len(set(key)) < LEAST_SIGNS:
            raise ValueError(f"key {number} needs {SHORTEST_KEY} characters, made by chance: wardmap secrets new")
    return keys


def driver_url(url: str) -> URL:
    """`url` for SQLAlchemy with psycopg2 named (``postgresql://`` alone means psycopg 3 from SQLAlchemy 2.1 on).

    Raises ValueError when it is not a PostgreSQL URL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("is not a URL of the form postgresql://role@host/database") from None
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise ValueError("must begin with postgresql://")
    return parsed.set(drivername="postgresql+psycopg2")
