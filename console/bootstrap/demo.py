"""The throw-away demo: a founded store, a seeded sandbox, twelve people, seconds for minutes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from console.bootstrap.founding import Founded, Founder, found_store
from console.bootstrap.running import Running, open_local
from console.bootstrap.services import Clock
from console.cancel import NEVER, CancelToken
from console.domain.documents import Duty, DutyKind
from console.domain.people import Role
from console.ledger.documents import SignedDocument, sign, signatures_to_bytes
from console.ledger.signing import SigningKey
from console.platforms.sandbox.seed import make
from console.registrar.loop import Registrar, utc_now
from console.resource_files import resource_path
from console.secrets.contract import MemoryStore, SecretKind
from console.secrets.sealed import DEMO_ONLY
from console.settings.site import PlatformSettings, SiteFile, save_site
from console.store import inbox
from console.store.unit_of_work import UnitOfWork

NOTICE = "Demo: waits of seconds, thrown away at the end"
ORGANISATION = "Example Social"
SHIFT_BEFORE = timedelta(hours=7, minutes=5)
"""How long Ira Kessler has been at it when the demo begins."""

_CAST = (
    ("Ira Kessler", "ira", Role.REVIEWER, "Vendor North", "amber harbour"),
    ("Mona Adeyemi", "mona", Role.REVIEWER, "Vendor North", "copper meadow"),
    ("Tomas Lind", "tomas", Role.REVIEWER, "Vendor South", "silver orchard"),
    ("Osei Boateng", "osei", Role.SUPERVISOR, "", "quiet lantern"),
    ("Lena Marsh", "lena", Role.SUPERVISOR, "", "early thunder"),
    ("Priya Raman", "priya", Role.SUPERVISOR, "", "broad summit"),
    ("Jonas Weber", "jonas", Role.SUPERVISOR, "", "hidden ferry"),
    ("Aiko Tanaka", "aiko", Role.SUPERVISOR, "", "gentle compass"),
    ("Ruth Okafor", "ruth", Role.ADMINISTRATOR, "", "marble window"),
    ("Samuel Petit", "samuel", Role.ADMINISTRATOR, "", "willow anchor"),
    ("Vera Holm", "vera", Role.ADMINISTRATOR, "", None),
    ("Nadia Costa", "nadia", Role.AUDITOR, "", "paper falcon"),
)
"""Name, login, role, vendor, passphrase; Vera's key lies, as it were, in a safe."""


class DemoPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the demo, as printed; ``passphrase`` is "" for the key in the safe."""

    id: str
    name: str
    role: Role
    vendor: str
    passphrase: str
    words: str


class Demo(msgspec.Struct, frozen=True, kw_only=True):
    """A running demo; close it, and its folder is gone if it was made for it."""

    running: Running
    folder: Path
    sandbox: Path
    site_file: Path
    people: tuple[DemoPerson, ...]
    temporary: tempfile.TemporaryDirectory[str] | None

    def close(self) -> None:
        """Stop everything and throw the store away."""
        self.running.close()
        if self.temporary is not None:
            self.temporary.cleanup()


def open_demo(
    folder: Path | None = None,
    *,
    policy_toml: str | None = None,
    platforms: Mapping[str, PlatformSettings] | None = None,
    tokens: Mapping[str, str] | None = None,
    start: bool = True,
    clock: Clock = utc_now,
    cancel: CancelToken = NEVER,
) -> Demo:
    """Found and open the demo in ``folder`` (must be empty), or in a temporary one that goes with it.

    Without ``platforms`` it is the seeded sandbox; ``tokens`` are the platforms' secrets, by name.
    """
    temporary = tempfile.TemporaryDirectory(prefix="countersign-demo-") if folder is None else None
    home = Path(temporary.name) if temporary is not None else folder
    assert home is not None
    home.mkdir(parents=True, exist_ok=True)
    secrets = MemoryStore()
    for name, token in (tokens or {}).items():
        secrets.put(SecretKind.PLATFORM_TOKEN, name, token.encode())
    if platforms is None:
        make(home / "sandbox.db", resource_path("sandbox"), now=clock)
        platforms = {"sandbox": PlatformSettings(connector="sandbox", address="sandbox.db")}
    toml = policy_toml or resource_path("policy", "demo.toml").read_text(encoding="utf-8")
    founded = _found(home, toml, secrets, clock(), cancel)
    site = SiteFile(
        organisation=ORGANISATION,
        store="store.db",
        store_id=founded.store_id,
        environment="demo",
        roster_root=founded.roster_root,
        platforms=platforms,
    )
    site_file = home / "site.toml"
    save_site(site_file, site)
    running = open_local(site, site_file, secrets, home, start=start, notice=NOTICE, clock=clock, cancel=cancel)
    return Demo(
        running=running,
        folder=home,
        sandbox=home / "sandbox.db",
        site_file=site_file,
        people=_printed(founded),
        temporary=temporary,
    )


def _found(home: Path, policy_toml: str, secrets: MemoryStore, now: datetime, cancel: CancelToken) -> Founded:
    """The store with its cast, founded when Ira's shift began."""
    began, ends = now - SHIFT_BEFORE, _end_of_today(now)
    keys = {login: SigningKey.generate() for _, login, *_ in _CAST}
    founded = found_store(
        home / "store.db",
        organisation=ORGANISATION,
        environment="demo",
        founders=[
            Founder(
                name=name,
                login=login,
                role=role,
                vendor=vendor,
                key=keys[login],
                passphrase=passphrase,
                contract_until=ends if login == "ira" else None,
            )
            for name, login, role, vendor, passphrase in _CAST
        ],
        policy_toml=policy_toml,
        secrets=secrets,
        profile=DEMO_ONLY,
        clock=began,
        cancel=cancel,
    )
    ira = next(person.id for person in founded.people if person.logins == ("ira",))
    _stage_shift(founded, secrets, ira, keys["ira"], began, cancel)
    founded.store.close()
    return founded


def _printed(founded: Founded) -> tuple[DemoPerson, ...]:
    """The cast as it is told to whoever tries the demo."""
    return tuple(
        DemoPerson(
            id=person.id,
            name=name,
            role=role,
            vendor=vendor,
            passphrase=passphrase or "",
            words=_words(login, passphrase),
        )
        for person, (name, login, role, vendor, passphrase) in zip(founded.people, _CAST, strict=True)
    )


def _stage_shift(
    founded: Founded, secrets: MemoryStore, person: str, key: SigningKey, began: datetime, cancel: CancelToken
) -> None:
    """A shift that began hours ago: the demo is a staged afternoon, and its ledger says so from its first entry on."""
    seed = secrets.get(SecretKind.SERVICE_KEY, "registrar")
    assert seed is not None
    now = began
    registrar = Registrar(
        founded.store, founded.store_id, "demo", SigningKey.from_seed(seed), lambda platform: {}, clock=lambda: now
    )
    registrar.load(cancel)
    for number, hours in enumerate((0, 2, 4, 6)):
        now = began + timedelta(hours=hours)
        document = Duty(
            store=founded.store_id,
            env="demo",
            author=person,
            role=Role.REVIEWER,
            nonce=f"{number:032x}",
            kind=DutyKind.RENEW if hours else DutyKind.BEGIN,
        )
        signed = sign(document, key)
        founded.store.run(_put(person, signed, now), cancel)
        registrar.step(cancel)


def _put(person: str, signed: SignedDocument, now: datetime) -> Callable[[UnitOfWork], bool]:
    def put(uow: UnitOfWork) -> bool:
        return inbox.submit(
            uow,
            person=person,
            digest=signed.digest,
            kind=signed.kind,
            document=signed.data,
            signatures=signatures_to_bytes(signed.signatures),
            now=now,
        )

    return put


def _end_of_today(now: datetime) -> datetime:
    """Tonight at midnight UTC, or six hours from now when that is near: long enough to be on the last day."""
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight if midnight - now > timedelta(hours=6) else now + timedelta(hours=6)


def _words(login: str, passphrase: str | None) -> str:
    if login == "ira":
        return "contract ends today, seven hours into the shift"
    return "" if passphrase is not None else "key in a safe"
