"""How each action is put on an account and taken back: one way for each ``DeclaredEffect.way``.

A way says what to save, whether the effect stands, how to put it and how to undo it.  Every way first reads, because
Synapse's PUT makes accounts; every answer is compared with what was ordered, because 200 is not the effect.
"""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from console.platforms import failures
from console.platforms.contract import AnswerStatus, Order, Seen, Verdict
from console.platforms.synapse import rows
from console.platforms.synapse.line import part
from console.platforms.synapse.server import ADMIN, Server


class Done(msgspec.Struct, frozen=True):
    """What became of an order: one plain sentence, the platform's own id of it, and what did not come back."""

    status: AnswerStatus
    summary: str
    reference: str = ""
    not_returned: tuple[str, ...] = ()


NOTHING_LEFT = Done(AnswerStatus.ALREADY, "Nothing was left to undo.")


class Way(Protocol):
    """One way of carrying out an action; keeps nothing between calls."""

    name: str

    def save(self, server: Server, order: Order, user: rows.User) -> dict[str, Any]:
        """What undoing needs, read before any change; ``before`` says whether it stands already."""
        ...

    def admit(self, server: Server, order: Order, user: rows.User) -> None:
        """Refuse what can't be meant or can't work; nothing was sent yet."""
        ...

    def stands(self, server: Server, order: Order, user: rows.User) -> bool:
        """Whether the effect is on the account now, whoever put it there."""
        ...

    def put(self, server: Server, order: Order, user: rows.User) -> Done:
        """Carry it out."""
        ...

    def undo(self, server: Server, order: Order, user: rows.User, data: dict[str, Any]) -> Done:
        """Take it back; ``data`` is what was saved."""
        ...

    def lift(self, server: Server, order: Order, user: rows.User) -> Done:
        """Take back what somebody else put, of which nothing was saved."""
        ...

    def look(self, server: Server, order: Order, user: rows.User, data: dict[str, Any], wanted: bool) -> Seen:
        """Whether it is (``wanted``) or is not there, from where a visitor looks."""
        ...


def verdict(good: bool) -> Verdict:
    """As a verdict."""
    return Verdict.WANTED if good else Verdict.NOT_WANTED


class Switch:
    """A way that is one switch of the account; subclasses say which, and how it is moved."""

    name: str
    put_summary: str
    undone_summary: str = "It is as it was before."
    where = "the account as the server's administrators read it: this shows to nobody else"
    lost: tuple[str, ...] = ()

    def is_on(self, server: Server, user: rows.User) -> bool:
        """Whether the switch is on."""
        raise NotImplementedError

    def move(self, server: Server, account_id: str, on: bool, data: dict[str, Any]) -> bool:
        """Move it; whether the server's answer says that it was moved."""
        raise NotImplementedError

    def save(self, server: Server, order: Order, user: rows.User) -> dict[str, Any]:
        """Whether it is on already."""
        return {"before": self.is_on(server, user)}

    def admit(self, server: Server, order: Order, user: rows.User) -> None:
        """A switch can always be moved."""

    def stands(self, server: Server, order: Order, user: rows.User) -> bool:
        """Whether it is on."""
        return self.is_on(server, user)

    def put(self, server: Server, order: Order, user: rows.User) -> Done:
        """Move it on."""
        if not self.move(server, user.name, True, {}):
            raise failures.rubbish(server.line.title, server.line.sent)
        return Done(AnswerStatus.DONE, self.put_summary)

    def undo(self, server: Server, order: Order, user: rows.User, data: dict[str, Any]) -> Done:
        """Move it off, unless it was on before this effect."""
        if data.get("before") or not self.is_on(server, user):
            return NOTHING_LEFT
        if not self.move(server, user.name, False, data):
            raise failures.rubbish(server.line.title, server.line.sent)
        status = AnswerStatus.PARTLY if self.lost else AnswerStatus.DONE
        return Done(status, self.undone_summary, not_returned=self.lost)

    def lift(self, server: Server, order: Order, user: rows.User) -> Done:
        """Move it off, whoever moved it on."""
        return self.undo(server, order, user, {})

    def look(self, server: Server, order: Order, user: rows.User, data: dict[str, Any], wanted: bool) -> Seen:
        """Read the switch again."""
        on = self.is_on(server, user)
        state = server.snapshot(user).state
        good = on if wanted else not on or bool(data.get("before"))
        return Seen(verdict=verdict(good), where=self.where, what=f"state: {state.words()}", state=state.digest())


class Suspend(Switch):
    """The person can read and not write."""

    name = "suspend"
    put_summary = "The account is suspended."

    def is_on(self, server: Server, user: rows.User) -> bool:
        """As the administrator reads it."""
        return user.suspended

    def move(self, server: Server, account_id: str, on: bool, data: dict[str, Any]) -> bool:
        """The answer names the user and the state."""
        reply = server.order("PUT", f"{ADMIN}/v1/suspend/{part(account_id)}", {"suspend": on})
        moved: bool = reply.body.get(f"user_{account_id}_suspended") is on
        return moved


class ShadowBan(Switch):
    """New messages reach nobody."""

    name = "shadow ban"
    put_summary = "New messages of the account reach nobody."
    undone_summary = "New messages reach everybody again; what was written meanwhile never existed."
    lost = ("messages that were written meanwhile",)

    def is_on(self, server: Server, user: rows.User) -> bool:
        """As the administrator reads it."""
        return user.shadow_banned

    def move(self, server: Server, account_id: str, on: bool, data: dict[str, Any]) -> bool:
        """The answer is empty, so the account is read again."""
        server.order("POST" if on else "DELETE", f"{ADMIN}/v1/users/{part(account_id)}/shadow_ban", {} if on else None)
        return server.known_user(account_id).shadow_banned is on


class RateLimit(Switch):
    """At most one message a second; the account's own limit is kept and put back."""

    name = "rate limit"
    put_summary = "The account can send at most one message a second."
    own = {"messages_per_second": 1, "burst_count": 1}

    def save(self, server: Server, order: Order, user: rows.User) -> dict[str, Any]:
        """The account's own limit, too: some have one, bots often "no limit"."""
        rate = server.rate(user.name)
        return {"before": self.is_on(server, user), "rate": msgspec.to_builtins(rate)}

    def is_on(self, server: Server, user: rows.User) -> bool:
        """Whether the account is held to one message a second."""
        rate = server.rate(user.name)
        return (rate.messages_per_second, rate.burst_count) == (1, 1)

    def move(self, server: Server, account_id: str, on: bool, data: dict[str, Any]) -> bool:
        """Never an empty POST: that would mean no limit at all."""
        path = f"{ADMIN}/v1/users/{part(account_id)}/override_ratelimit"
        before = data.get("rate") or {}
        kept = {key: value for key, value in before.items() if value is not None}
        wanted = self.own if on else kept
        if wanted:
            server.order("POST", path, wanted)
        else:
            server.order("DELETE", path)
        rate = server.rate(account_id)
        return rate == rows.RateOverride(wanted.get("messages_per_second"), wanted.get("burst_count"))

    def lift(self, server: Server, order: Order, user: rows.User) -> Done:
        """End any limit of the account's own, and a shadow ban, which is the same action done by hand."""
        done = ShadowBan().lift(server, order, user)
        if not server.rate(user.name).messages_per_second:
            return done
        if not self.move(server, user.name, False, {}):
            raise failures.rubbish(server.line.title, server.line.sent)
        return done if done.not_returned else Done(AnswerStatus.DONE, self.undone_summary)


class Lock(Switch):
    """Nobody can log in, and directory search does not find the account."""

    name = "lock"
    put_summary = "The account is locked."
    where = "directory search as another member sees it, and the account as administrators read it"

    def save(self, server: Server, order: Order, user: rows.User) -> dict[str, Any]:
        """Also whether a visitor finds it, so that its coming back can be seen."""
        return {"before": user.locked, "found": server.in_directory(user.name)}

    def is_on(self, server: Server, user: rows.User) -> bool:
        """As the administrator reads it."""
        return user.locked

    def move(self, server: Server, account_id: str, on: bool, data: dict[str, Any]) -> bool:
        """The answer is the whole account."""
        return server.change_user(account_id, {"locked": on}).locked is on

    def look(self, server: Server, order: Order, user: rows.User, data: dict[str, Any], wanted: bool) -> Seen:
        """Search for it as a visitor, where the site gave one."""
        seen = super().look(server, order, user, data, wanted)
        found = server.in_directory(user.name)
        if found is None:
            return msgspec.structs.replace(seen, where=Switch.where)
        contradicts = found if wanted else (data.get("found") is True and not found)
        words = "found by search" if found else "not found by search"
        return msgspec.structs.replace(
            seen,
            what=f"{words}; {seen.what}",
            verdict=Verdict.NOT_WANTED if contradicts and not (data.get("before") and not wanted) else seen.verdict,
        )
