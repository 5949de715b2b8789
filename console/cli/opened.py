"""An open store as the commands need it: whoever leads it, who can sign here, and asking the registrar."""

from __future__ import annotations

import secrets as random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from console.bootstrap.running import Running, open_local
from console.bootstrap.services import Services
from console.cancel import NEVER, CancelToken
from console.cli.asking import Passphrases
from console.cli.place import Place
from console.cli.words import plain
from console.domain.documents import PersonAny
from console.domain.people import Person, Role
from console.domain.state import State
from console.errors import BadInput, Refused, Unavailable
from console.ledger.documents import sign, signatures_to_bytes
from console.ledger.signing import SigningKey
from console.ledger.verify import Replay
from console.registrar.loop import utc_now
from console.secrets.contract import MemoryStore, SecretStore
from console.secrets.opening import open_secrets
from console.settings.machine import load_machine
from console.settings.paths import machine_folder
from console.settings.site import SiteFile, local_store_path
from console.store import inbox
from console.store.engine import Store
from console.store.entries import read_entries
from console.store.opening import open_store
from console.store.queries.people import names
from console.store.rows import TextRow
from console.store.unit_of_work import Reading
from console.workstation.console import Console
from console.workstation.keys import Keys

ANSWER_WITHIN_S: Final = 20.0
_LOOK_EVERY_S: Final = 0.05


def secrets_of(place: Place, store_id: str, passphrases: Passphrases) -> SecretStore:
    """The secrets of a store on this machine; asks for the encrypted file's passphrase where there is no keyring."""
    policy = load_machine(machine_folder())
    return open_secrets(place.folders.data, store_id, passphrases.choose, require_keyring=policy.require_keyring)


@contextmanager
def open_running(
    place: Place, passphrases: Passphrases, *, lead: bool = True, page_command: Sequence[str] = ()
) -> Iterator[tuple[Running, SiteFile, SecretStore]]:
    """The user's store, its site file and its secrets; with ``lead`` its services, not started, if nobody leads."""
    site, path = place.site()
    if site.is_local and load_machine(machine_folder()).forbid_local_store:
        raise Refused("The policy of this machine allows no local store", what_to_do="Ask its administrator.")
    secrets = secrets_of(place, site.store_id, passphrases)
    running = open_local(site, path, secrets, place.folders.data, lead=lead, start=False, page_command=page_command)
    try:
        yield running, site, secrets
    finally:
        running.close()


@contextmanager
def open_console(place: Place, passphrases: Passphrases, *, lead: bool) -> Iterator[Console]:
    """The console on the user's store; with ``lead`` what it asks is decided and carried out, here or elsewhere."""
    with open_running(place, passphrases, lead=lead) as (running, _, _):
        if running.console is None:
            raise Unavailable("The store has no console", what_to_do="Open it again.")
        loops = () if running.services is None else (running.services.registrar.run, running.services.dispatcher.run)
        with at_work(loops, running):
            yield running.console


@contextmanager
def at_work(loops: Sequence[Callable[[CancelToken], None]], running: Running) -> Iterator[None]:
    """While inside, these loops of the services run on threads; intake does not, nobody waits for reports here."""
    stop = CancelToken()
    threads = [threading.Thread(target=loop, args=(stop,), name="countersign-loop", daemon=True) for loop in loops]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.cancel()
        if running.services is not None:
            running.services.registrar.wake()
            running.services.dispatcher.wake()
        for thread in threads:
            thread.join()
        if running.services is not None and running.services.pager is not None:
            running.services.pager.step()  # whoever was called meanwhile is rung for before this command ends


@contextmanager
def open_leading(
    place: Place, passphrases: Passphrases, page_command: Sequence[str] = ()
) -> Iterator[tuple[Services, SiteFile]]:
    """The services of the user's store, not started; raises :class:`Unavailable` where another process leads."""
    with open_running(place, passphrases, page_command=page_command) as (running, site, _):
        if running.services is None:
            raise Unavailable(
                "Another Countersign leads this store",
                str(running.store.path),
                "It fetches reports by itself. Close it to do this here: a console, or countersign serve.",
                message_id="cli.led_elsewhere",
            )
        yield running.services, site


@contextmanager
def open_office(place: Place, passphrases: Passphrases, safe_file: Path | None = None) -> Iterator[Office]:
    """The store for what administrators do; its registrar answers, here or in the process that leads."""
    with open_running(place, passphrases) as (running, site, secrets):
        with at_work(() if running.services is None else (running.services.registrar.run,), running):
            yield Office(site, running.store, secrets, passphrases, safe_file)


@contextmanager
def open_to_read(place: Place) -> Iterator[Office]:
    """The store for looking only: no secret is opened and nothing can be asked."""
    site, path = place.site()
    store = open_store(local_store_path(site, path), read_only=True)
    try:
        yield Office(site, store, MemoryStore(), Passphrases(None))
    finally:
        store.close()


class Signer(msgspec.Struct, frozen=True):
    """Somebody whose key was unlocked."""

    person: Person
    name: str
    key: SigningKey


class Office:
    """Reads the store, unlocks keys, asks the registrar; for what administrators do."""

    def __init__(
        self,
        site: SiteFile,
        store: Store,
        secrets: SecretStore,
        passphrases: Passphrases,
        safe_file: Path | None = None,
    ) -> None:
        """``safe_file`` is the wrapped key of somebody whose key is not kept on this machine."""
        self.site = site
        self.store = store
        self.secrets = secrets
        self.passphrases = passphrases
        self._safe_file = safe_file

    def state(self, cancel: CancelToken = NEVER) -> State:
        """What follows from the whole ledger, every entry verified from the pinned root on."""

        def look(reading: Reading) -> State:
            replay = Replay(self.site.store_id, self.site.environment, self.site.roster_root)
            while rows := read_entries(reading, replay.state.size):
                cancel.raise_if_cancelled()
                for row in rows:
                    replay.step(row.body)
            return replay.state

        return self.store.read(look, cancel)

    def names(self) -> dict[str, str]:
        """Person id to name, of everybody."""
        return self.store.read(names)

    def person(self, state: State, wanted: str) -> Person:
        """Whoever is meant by an id, a login or a name.  Raises :class:`BadInput` for nobody, or several."""
        called = self.names()
        key = wanted.casefold()
        found = [
            person
            for person in state.people.values()
            if key == person.id.casefold() or key in person.logins or key == called.get(person.id, "").casefold()
        ]
        if len(found) == 1:
            return found[0]
        raise BadInput(
            f"{'Nobody' if not found else 'More than one person'} here is called {wanted!r}",
            what_to_do="See who there is with: countersign people list. An id or a login is never ambiguous.",
            message_id="cli.person",
        )

    def administrators(self, state: State, wanted: Sequence[str], many: int) -> tuple[Person, ...]:
        """``many`` different administrators who can sign here: those named, or the first ones whose key is here."""
        if wanted:
            chosen = [self.person(state, one) for one in wanted]
        else:
            here = Keys(self.secrets).people()
            everybody = () if state.roster is None else state.roster.people
            chosen = [p for p in everybody if p.role is Role.ADMINISTRATOR and p.id in here][:many]
        for one in chosen:
            if one.role is not Role.ADMINISTRATOR:
                raise Refused(
                    f"{self.names().get(one.id, one.id)} is no administrator",
                    what_to_do="Name administrators with --by.",
                    message_id="cli.no_administrator",
                )
        if len({one.id for one in chosen}) < many:
            raise Refused(
                f"This takes {many} different administrator{'s' if many > 1 else ''} whose keys are on this machine",
                what_to_do="Name each with --by, or do it on the machine where their keys are.",
                message_id="cli.too_few_administrators",
            )
        return tuple(chosen[:many])

    def unlock(self, person: Person) -> Signer:
        """Ask for somebody's passphrase and open their key.  Raises :class:`BadInput` where it is not right."""
        name = self.names().get(person.id, person.id)
        keys = Keys(self.secrets)
        if person.id not in keys.people():
            if self._safe_file is None:
                raise Refused(
                    f"The key of {plain(name)} is not on this machine",
                    what_to_do="Do it on the machine where it is, or give the file from the safe with --safe-file.",
                    message_id="cli.no_key",
                )
            keys.lend(person.id, read_safe(self._safe_file))
        key = _opened(keys, person, self.passphrases.ask(plain(name)), plain(name))
        if key.public not in person.keys:
            raise Refused(
                f"This is not the key of {plain(name)} any more",
                what_to_do="Take the file or machine that holds the newest one.",
                message_id="cli.other_key",
            )
        return Signer(person, name, key)

    def ask(
        self, document: PersonAny, signers: Sequence[Signer], texts: Sequence[TextRow] = (), cancel: CancelToken = NEVER
    ) -> int:
        """Sign, send and wait for the answer; returns the entry's index.

        Raises :class:`Refused` with the registrar's reason, :class:`Unavailable` when nobody answers in time.
        """
        signed = sign(document, *(one.key for one in signers))
        person = document.author
        self.store.run(
            lambda uow: inbox.submit(
                uow,
                person=person,
                digest=signed.digest,
                kind=signed.kind,
                document=signed.data,
                signatures=signatures_to_bytes(signed.signatures),
                now=utc_now(),
                with_texts=texts,
            ),
            cancel,
        )
        until = time.monotonic() + ANSWER_WITHIN_S
        while time.monotonic() < until:
            view = self.store.read(lambda reading: inbox.own_request(reading, person, signed.digest), cancel)
            if view is not None and view.entry is not None:
                return view.entry
            if view is not None and view.reasons:
                raise Refused(
                    " ".join(reason.sentence for reason in view.reasons).rstrip("."), message_id=view.reasons[0].id
                )
            cancel.wait(_LOOK_EVERY_S)
            cancel.raise_if_cancelled()
        raise Unavailable(
            "The registrar does not answer",
            f"after {ANSWER_WITHIN_S:.0f} s",
            "What was asked stays in the inbox and is decided when it runs again.",
            message_id="cli.no_answer",
        )


def _opened(keys: Keys, person: Person, passphrase: str, whose: str) -> SigningKey:
    try:
        return keys.open(person.id, passphrase, lambda public: public in person.keys)
    except BadInput as error:
        raise BadInput(
            f"The passphrase of {whose} is not right",
            what_to_do="Nothing was changed; begin again.",
            message_id=error.message_id,
        ) from error


def read_safe(path: Path) -> bytes:
    """The wrapped key in a file from a safe; raises :class:`Unavailable` where it can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unavailable(
            f"The key from the safe can't be read: {error.strerror or 'unknown reason'}", str(path), "Check the name."
        ) from error


def nonce() -> str:
    """16 random bytes in hex, that make a request single."""
    return random.token_hex(16)
