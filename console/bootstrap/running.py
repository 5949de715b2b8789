"""A local store opened for work: services where this process leads, and the console on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from console.bootstrap.clocks import PacedClock
from console.bootstrap.services import Clock, Lead, Services
from console.cancel import NEVER, CancelToken
from console.domain.documents import DISPATCHER, REGISTRAR
from console.errors import BadInput, CountersignError, Refused
from console.ledger.signing import SigningKey
from console.platforms.contract import Connector
from console.platforms.registry import ConnectorSettings, open_connector
from console.registrar.loop import utc_now
from console.secrets.contract import SecretKind, SecretStore
from console.settings.site import SiteFile, local_store_path
from console.store.engine import Store
from console.store.opening import facts, open_own, open_store
from console.workstation.console import Console
from console.workstation.keys import Keys


class Running:
    """An open store with its console; ``services`` is ``None`` where another process leads."""

    def __init__(self, store: Store, own_file: Store, services: Services | None, lead: Lead | None) -> None:
        self.store = store
        self.own_file = own_file
        self.services = services
        self._lead = lead
        self.console: Console | None = None
        self._closed = False

    @property
    def leads(self) -> bool:
        """Whether registrar and dispatcher run in this process."""
        return self.services is not None

    def close(self) -> None:
        """Stop the services, then close the files; harmless when it is closed."""
        if self._closed:
            return
        self._closed = True
        if self.services is not None:
            self.services.stop()
            for connector in self.services.connectors.values():
                connector.close()
        if self._lead is not None:
            self._lead.give_back()
        self.own_file.close()
        self.store.close()


def open_local(
    site: SiteFile,
    site_path: Path,
    secrets: SecretStore,
    data_folder: Path,
    *,
    lead: bool = True,
    start: bool = True,
    notice: str = "",
    page_command: Sequence[str] = (),
    clock: Clock = utc_now,
    cancel: CancelToken = NEVER,
) -> Running:
    """Open the site's local store; with ``lead`` run its services if no other process does.

    ``page_command`` rings in place of the one in the site file.
    Raises what :func:`console.store.opening.open_store` raises, :class:`Refused` for a remote store or one that is
    not the site's, ``Tampered`` when the ledger does not hold.
    """
    if not site.is_local:
        raise Refused("This console opens local stores only", site.organisation, "Use one that knows PostgreSQL.")
    path = local_store_path(site, site_path)
    store = open_store(path, cancel=cancel)
    own_file: Store | None = None
    leading: Lead | None = None
    try:
        _check_identity(store, site)
        own_file = open_own(data_folder / "workstation.db")
        services = None
        if lead:
            leading = Lead(path)
            if leading.take():
                services = _services(store, site, secrets, path, data_folder, clock, page_command or site.page_command)
                services.load(cancel)
            else:
                leading = None
        running = Running(store, own_file, services, leading)
    except CountersignError:
        if leading is not None:
            leading.give_back()
        if own_file is not None:
            own_file.close()
        store.close()
        raise
    told = notice if services is not None or not lead else "Another console leads this store; this one only asks."
    running.console = _console(running, site, secrets, told, clock)
    if services is not None and start:
        services.start()
    return running


def connectors_of(
    site: SiteFile, folder: Path, secrets: SecretStore, clock: Callable[[], datetime]
) -> Mapping[str, Connector]:
    """The site's connectors by platform key; raises :class:`BadInput` for settings that no connector takes."""
    found: dict[str, Connector] = {}
    for name, settings in site.platforms.items():
        token = secrets.get(SecretKind.PLATFORM_TOKEN, name)
        location = settings.address if "://" in settings.address else str(folder / settings.address)
        connector = open_connector(
            ConnectorSettings(
                kind=settings.connector,
                location=location,
                token="" if token is None else token.decode(),
                options={key: str(value) for key, value in settings.options.items()},
            ),
            now=clock,
        )
        found[connector.describe().platform] = connector
    return found


def _services(
    store: Store,
    site: SiteFile,
    secrets: SecretStore,
    path: Path,
    data_folder: Path,
    clock: Clock,
    page_command: Sequence[str],
) -> Services:
    steady = PacedClock(clock) if clock is utc_now else None  # only the machine's own clock has its stop watch
    clock = steady or clock
    connectors = connectors_of(site, path.parent, secrets, clock)
    protected: dict[str, frozenset[str]] = {
        connector: frozenset(settings.protected)
        for connector, settings in zip(connectors, site.platforms.values(), strict=True)
    }
    return Services(
        store,
        site.store_id,
        site.environment,
        _service_key(secrets, REGISTRAR),
        _service_key(secrets, DISPATCHER),
        connectors,
        data_folder / "dispatcher" / site.store_id,
        pinned_roster=site.roster_root,
        protected=protected,
        page_command=page_command,
        clock=clock,
        clock_trouble=(lambda: "") if steady is None else steady.trouble,
    )


def _service_key(secrets: SecretStore, name: str) -> SigningKey:
    seed = secrets.get(SecretKind.SERVICE_KEY, name)
    if seed is None:
        raise BadInput(
            f"The {name}'s key is not on this machine",
            secrets.describe(),
            "Run this where the store was founded, or bring its secrets here.",
            message_id="bootstrap.no_service_key",
        )
    return SigningKey.from_seed(seed)


def _check_identity(store: Store, site: SiteFile) -> None:
    known = store.read(facts)
    if (known.get("store"), known.get("env")) != (site.store_id, site.environment):
        raise BadInput(
            "The store's file is not the one that the site file names",
            str(store.path),
            "Put the right file in place, or correct the site file.",
            message_id="bootstrap.foreign_store",
        )


def _console(running: Running, site: SiteFile, secrets: SecretStore, notice: str, clock: Clock) -> Console:
    services = running.services
    return Console(
        running.store,
        running.own_file,
        Keys(secrets),
        store_id=site.store_id,
        env=site.environment,
        organisation=site.organisation,
        store_words="sandbox store" if "sandbox" in site.platforms else "local store",
        notice=notice,
        pinned_roster=site.roster_root,
        clock=clock,
        asked=services.wake if services is not None else _nobody,
        closing=running.close,
    )


def _nobody() -> None:
    """The services run in another process, which looks for itself."""
