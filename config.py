"""Every setting of homecare, read from the environment, and nothing else.

HOMECARE_INSTANCE       folder for databases, the secret key and mail written to files (./instance)
HOMECARE_DATABASE_URL   postgresql://user:password@host/name, or sqlite:////folder/file
                        (a file in the instance folder)
HOMECARE_DATABASE       "real" or "demonstration": which of the folder's own two databases is meant
                        (the real one, unless only a demonstration is there)
HOMECARE_SMTP_URL       smtp://user:password@host:port (encrypted by STARTTLS, or nothing is sent;
                        a relay on this machine without a password may go without), smtps://…,
                        or smtp+plain://… where it must go without encryption if need be;
                        without the setting mail is written to files, as in a demonstration
HOMECARE_MAIL_FROM      the address every mail comes from (no-reply at the public address's host)
HOMECARE_MAIL_KEPT_DAYS how many days the words of a sent mail are kept, 1 to 30 (7); those of a
                        mail with a link that lets somebody in go at once
HOMECARE_PUBLIC_URL     the address clients reach; every link that leaves the app begins with it
                        (http://127.0.0.1:PORT)
HOMECARE_SECRET_KEY     signs sessions and tokens, 32 characters or more (made once in the folder)
HOMECARE_SECRET_KEYS_BEFORE  keys that were in use before that one, a space between two: what they
                        signed is still read (`keys turn` keeps those in the folder by itself)
HOMECARE_CLOCK_FILE     a file with an ISO time that moves time; refused on a real database
HOMECARE_TICK_SECONDS   how often the clock process looks for work (60; 1 with a clock file)
HOMECARE_JOBS           who does the clock's work: its own threads (clock), or on PostgreSQL also
                        "workers", which `flask --app wsgi worker` starts
HOMECARE_BIND           the address the web server listens on (127.0.0.1; a demonstration stays)
HOMECARE_PROXIES        how many proxies of yours stand in front, so that limits count visitors
                        and not the proxy (0); each must set X-Forwarded-For itself
HOMECARE_BACKUPS        a folder for a backup of each night (none are made): the last 7 days, 5
                        weeks and 12 months are kept there, as in /var/lib/homecare/backups
HOMECARE_BACKUP_KEY     encrypts every backup: a public key (`flask --app wsgi backup --new-key`),
                        or a passphrase of 12 characters or more (backups are not encrypted)
HOMECARE_METRICS_FOR    who may read /metrics, addresses or networks apart by commas, as in
                        127.0.0.1,10.0.0.0/8 (nobody: there is no such page)
HOMECARE_RETENTION_YEARS
                        how many years after the last visit a record is put before the owner, who
                        decides whether it is deleted (8); those of children longer
HOMECARE_WEB_WORKERS    processes that answer pages, 1 to 32 (1)
HOMECARE_WEB_THREADS    requests that each answers side by side (8; 16 on PostgreSQL)
PORT                    the port the web server listens on (5000)
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from key_file import KeyFileError, keys_in
from setting_checks import SettingError as SettingError
from setting_checks import can_be_listened_at, check_writable, in_plain_letters

ROOT = Path(__file__).resolve().parent
# With the drivers that are installed. A file that keeps nothing is none, and what stands behind a
# second "@" would be taken for the host, and shown: it is the rest of a password.
PORT = r"(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6([0-4][0-9]{3}|5([0-4][0-9]{2}|5([0-2][0-9]|3[0-5])))))?"
DATABASE = re.compile(
    r"(sqlite(\+pysqlite)?:///(?!\?|.*(:memory:|mode=memory))[^\0\n]+"
    r"|postgresql(\+psycopg)?://([^@]*@)?(\[[0-9a-fA-F:.]+\]|[^/?@:\[\]]*)"
    + PORT + r"([/?].*)?)\Z"
)  # fmt: skip
LIKE_A_DATABASE = (
    "postgresql://user:password@host/name or sqlite:////folder/file (write %40 for an @ in a "
    "password)"
)
HOST = r"(\[[0-9a-fA-F:.]+\]|[^\s/?#@:\[\]]+)"
SMTP = re.compile(rf"(smtps?|smtp\+plain)://([^/]*@)?{HOST}{PORT}/?\Z")
PUBLIC = re.compile(rf"https?://{HOST}{PORT}(/[^\s?#]*)?\Z")
SENDER = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+\Z")
CLOCK, WORKERS = re.compile("clock$"), re.compile("(clock|workers)$")
SECRET = re.compile(r".{32}", re.DOTALL)
FOLDER = re.compile(r"/[^\0\n]+\Z")
BACKUP_KEY = re.compile(r"age1[0-9a-z]{58}$|(?!age1|AGE-SECRET-KEY).{12,}$")
OWN_DATABASES = {"real": "homecare.sqlite", "demonstration": "demonstration.sqlite"}
Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Settings:
    """All settings, checked. Build it with `read`, or by hand in a test."""

    instance: Path
    database_url: str
    secret_key: str
    public_url: str
    mail_from: str
    secrets_before: tuple[str, ...] = ()
    smtp_url: str | None = None
    clock_file: Path | None = None
    tick_seconds: float = 60.0
    workers: bool = False
    bind: str = "127.0.0.1"
    port: int = 5000
    proxies: int = 0
    web_workers: int = 1
    web_threads: int = 8
    mail_kept_days: int = 7
    retention_years: int = 8
    backups: Path | None = None
    backup_key: str | None = None
    metrics_for: tuple[Network, ...] = ()
    own_database: bool = False
    """Whether the database is one of the folder's own two, as no address named another."""
    testing: bool = False

    @property
    def secrets(self) -> list[str]:
        """The secret keys that may be in use, the newest first: that one signs, all are read."""
        return [self.secret_key, *self.secrets_before]

    @property
    def mail_folder(self) -> Path:
        """Where mail is written when no SMTP server is set, and always in a demonstration."""
        return self.instance / "mail"

    @property
    def secure(self) -> bool:
        """Whether clients reach the app by https, so that cookies may insist on it."""
        return self.public_url.startswith("https://")

    def on(self, kind: str) -> "Settings":
        """The same on the folder's own database of that kind; one named by its address stays."""
        if not self.own_database:
            return self
        return replace(self, database_url=database_of(kind, self.instance))


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Raises SettingError where one can't be used."""
    instance = _folder(environ)
    port = _number(environ, "PORT", 5000, 1, 65535)
    public_url = _public_url(environ) or f"http://127.0.0.1:{port}"
    clock_file = _clock_file(environ)
    named = _checked(environ, "HOMECARE_DATABASE_URL", DATABASE, LIKE_A_DATABASE)
    database_url = named or _own_database(environ, instance)
    # A thread waits for each answer of a server, and is stopped by none of a file.
    who, threads = (WORKERS, 16) if database_url.startswith("postgresql") else (CLOCK, 8)
    secret_key, *before = _secrets(environ, instance, database_url)
    return Settings(
        instance=instance,
        database_url=database_url,
        own_database=named is None,
        secret_key=secret_key,
        secrets_before=tuple(before),
        public_url=public_url,
        mail_from=_sender(environ, urlsplit(public_url).hostname or ""),
        smtp_url=_checked(environ, "HOMECARE_SMTP_URL", SMTP, "smtp://user:password@host:587"),
        mail_kept_days=_number(environ, "HOMECARE_MAIL_KEPT_DAYS", 7, 1, 30),
        clock_file=clock_file,
        tick_seconds=_number(environ, "HOMECARE_TICK_SECONDS", 1 if clock_file else 60, 1, 60),
        workers=_checked(environ, "HOMECARE_JOBS", who, "clock, or on PostgreSQL workers")
        == "workers",
        bind=_bind(environ),
        port=port,
        proxies=_number(environ, "HOMECARE_PROXIES", 0, 0, 9),
        web_workers=_number(environ, "HOMECARE_WEB_WORKERS", 1, 1, 32),
        web_threads=_number(environ, "HOMECARE_WEB_THREADS", threads, 1, 64),
        metrics_for=_networks(environ, "HOMECARE_METRICS_FOR"),
        retention_years=_number(environ, "HOMECARE_RETENTION_YEARS", 8, 1, 99),
        backups=_backups(environ),
        backup_key=_checked(
            environ,
            "HOMECARE_BACKUP_KEY",
            BACKUP_KEY,
            "age1… (never the secret half), or a passphrase of 12 characters or more",
        ),
    )


def _secrets(environ: Mapping[str, str], instance: Path, database_url: str) -> list[str]:
    """The secret keys, the newest first; the folder's own where none is set."""
    given = _checked(environ, "HOMECARE_SECRET_KEY", SECRET, "32 characters or more")
    before = (environ.get("HOMECARE_SECRET_KEYS_BEFORE") or "").split()
    if not all(map(SECRET.match, before)):
        raise SettingError("HOMECARE_SECRET_KEYS_BEFORE: each has 32 characters or more")
    if given:
        return [given, *before]
    try:
        return [*keys_in(instance, [database_url, database_of("real", instance)]), *before]
    except KeyFileError as error:
        raise SettingError(str(error)) from error


def _backups(environ: Mapping[str, str]) -> Path | None:
    """The folder may be on a disk that is not there just now: whether it is, is asked each time."""
    named = _checked(environ, "HOMECARE_BACKUPS", FOLDER, "/var/lib/homecare/backups")
    folder = Path(named) if named else None
    for there in (folder, *folder.parents) if folder else ():
        if os.path.exists(there) and not os.path.isdir(there):
            raise SettingError(f"HOMECARE_BACKUPS, {there}: is no folder. Name one for the backups")
    return folder


def names_set(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The names of the settings that somebody has set, without what they hold."""
    return sorted(name for name in environ if name.partition("_")[0] in ("HOMECARE", "PORT"))


def _folder(environ: Mapping[str, str]) -> Path:
    wanted = Path(environ.get("HOMECARE_INSTANCE") or ROOT / "instance")
    try:
        instance = wanted.resolve()
        instance.mkdir(parents=True, exist_ok=True)
    except RuntimeError as error:  # how Python 3.11 and 3.12 say it
        raise SettingError(
            f"HOMECARE_INSTANCE, {wanted}: the links lead round in a circle. "
            "Set it to a folder that can be written"
        ) from error
    except OSError as error:
        raise SettingError(
            f"HOMECARE_INSTANCE, {wanted}: {error.strerror}. Set it to a folder that can be written"
        ) from error
    # With database and mail elsewhere, nothing needs to be written here.
    if not (environ.get("HOMECARE_DATABASE_URL") and environ.get("HOMECARE_SMTP_URL")):
        check_writable(instance)
    return instance


def _public_url(environ: Mapping[str, str]) -> str:
    """The address of clients, its host in plain letters; empty without the setting."""
    named = _checked(environ, "HOMECARE_PUBLIC_URL", PUBLIC, "https://homecare.example") or ""
    try:
        there = urlsplit(named.rstrip("/"))
        host = there.hostname or ""
        plain = in_plain_letters(host)
    except ValueError as error:  # brackets around what is no address, letters no name may have
        raise SettingError("HOMECARE_PUBLIC_URL names no host there can be") from error
    if plain == host:
        return named.rstrip("/")
    return there._replace(netloc=plain + there.netloc[len(host) :]).geturl()


def _bind(environ: Mapping[str, str]) -> str:
    named = environ.get("HOMECARE_BIND") or "127.0.0.1"
    if not can_be_listened_at(named):
        raise SettingError("HOMECARE_BIND must be an address of this machine: 127.0.0.1 or 0.0.0.0")
    return named


def _clock_file(environ: Mapping[str, str]) -> Path | None:
    """What it holds is read by the clock; until it is there, time is the machine's."""
    named = environ.get("HOMECARE_CLOCK_FILE")
    file = Path(named) if named else None
    if file and not file.parent.is_dir():
        raise SettingError(f"HOMECARE_CLOCK_FILE, {file}: its folder is not there. Name a file")
    return file


def _sender(environ: Mapping[str, str], host: str) -> str:
    """Checked here, because a sender that can't stand in a header would make every mail fail."""
    host = "localhost" if ":" in host else host  # an address of IPv6 is no name
    sender = environ.get("HOMECARE_MAIL_FROM") or f"no-reply@{host}"
    if not SENDER.match(sender):
        raise SettingError("HOMECARE_MAIL_FROM must look like this: no-reply@homecare.example")
    return sender


def database_of(kind: str, instance: Path) -> str:
    """The address of the instance folder's own real or demonstration database."""
    return f"sqlite:///{instance / OWN_DATABASES[kind]}"


def _own_database(environ: Mapping[str, str], instance: Path) -> str:
    """The real database, unless asked for the demonstration or only that one exists.

    A command typed beside a running demonstration (`flask job run …`) means that one;
    as soon as a real database exists, the real one is meant.
    """
    kind = environ.get("HOMECARE_DATABASE", "")
    if kind not in ("", *OWN_DATABASES):
        raise SettingError("HOMECARE_DATABASE must be real or demonstration")
    there = [each for each, name in OWN_DATABASES.items() if (instance / name).exists()]
    return database_of(kind or next(iter(there), "real"), instance)


def _checked(
    environ: Mapping[str, str], name: str, shape: re.Pattern[str], example: str
) -> str | None:
    """A setting, or None without it. What it holds may be a secret, so that it is not shown."""
    text = environ.get(name) or None
    if text and not shape.match(text):
        raise SettingError(f"{name} must look like this: {example}")
    return text


def _networks(environ: Mapping[str, str], name: str) -> tuple[Network, ...]:
    words = [word.strip() for word in environ.get(name, "").split(",")]
    try:
        return tuple(ip_network(word) for word in words if word)
    except ValueError as error:
        raise SettingError(f"{name} must look like this: 127.0.0.1,10.0.0.0/8") from error


def _number(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SettingError(f"{name} must be a whole number from {low} to {high}, not {text!r}")
    return int(text)
