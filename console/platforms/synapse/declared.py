"""What each action becomes on Matrix: the sentences that are shown before commit, and signed.

Matrix has no labels: LABEL is missing here and is refused.
"""

from __future__ import annotations

from console.domain.actions import Action, DeclaredEffect, Impact, Reversible
from console.platforms.synapse.settings import DeactivateWay, LimitWay, RedactWay, SynapseSettings

_DISMISS = DeclaredEffect(
    action=Action.DISMISS,
    way="nothing",
    impact=Impact.NOTHING,
    sentence="Nothing is sent to the platform; visitors, the person and those who reported notice nothing.",
    reversible=Reversible.WHOLE,
)
_WARN = DeclaredEffect(
    action=Action.WARN,
    way="server notice",
    impact=Impact.MARKED,
    sentence="The person gets a notice from the server in a room of its own, and it can't be withdrawn; visitors see "
    "nothing, and the person can still do everything.",
    reversible=Reversible.NO,
    lost="the notice can't be withdrawn",
)
_SUSPEND = DeclaredEffect(
    action=Action.SUSPEND,
    way="suspend",
    impact=Impact.MUTED,
    sentence="The person can log in and read, but not write, join, invite or change the profile; visitors still see "
    "the profile and all messages.",
    reversible=Reversible.WHOLE,
    timed=True,
)
_SHADOW_BAN = DeclaredEffect(
    action=Action.LIMIT,
    way="shadow ban",
    impact=Impact.MUTED,
    sentence="New messages of the person reach nobody, and the person is not told; the profile and older messages "
    "stay in view, and the person can still read.",
    reversible=Reversible.PARTLY,
    lost="what the person writes meanwhile",
    timed=True,
)
_RATE = DeclaredEffect(
    action=Action.LIMIT,
    way="rate limit",
    impact=Impact.MUTED,
    sentence="The person can send at most one message a second; visitors still see the profile and all messages.",
    reversible=Reversible.WHOLE,
    timed=True,
)
_LOCK = DeclaredEffect(
    action=Action.DEACTIVATE,
    way="lock",
    # Hidden is the heavier reading: messages stay, but nobody finds the account any more.
    impact=Impact.HIDDEN,
    sentence="Nobody can log in to the account or use it, and it is gone from directory search; its profile and "
    "messages stay in view.",
    reversible=Reversible.WHOLE,
)
_DEACTIVATE = DeclaredEffect(
    action=Action.DEACTIVATE,
    way="deactivate",
    impact=Impact.GONE,
    sentence="The account is closed and comes back only partly: nobody can log in, it leaves every room and is gone "
    "from directory search; its profile and messages stay in view.",
    reversible=Reversible.PARTLY,
    lost="the password, all sessions and devices, keys of encrypted messages, settings of the account, open "
    "invitations, and rooms that only somebody inside can let it back into",
)
_IN_WHOSE_NAME = {
    RedactWay.AUTHOR: "where the service's account has no power in the room, the removal stands in the author's name",
    RedactWay.SERVICE: "it works only in rooms where the service's own account has the power",
}


def effects(settings: SynapseSettings) -> dict[Action, DeclaredEffect]:
    """The declared effects under the site's choices; the same for as long as those are."""
    remove = DeclaredEffect(
        action=Action.REMOVE_CONTENT,
        way="redact",
        impact=Impact.MUTED,
        sentence="Everybody sees an empty message where the content was, and its pictures and files can't be fetched "
        f"from this server; {_IN_WHOSE_NAME[settings.redact]}; the rest of the account stays, and the person can "
        "still write.",
        reversible=Reversible.NO,
        lost="the text of the removed messages is gone from the rooms",
    )
    limit = {LimitWay.SHADOW_BAN: _SHADOW_BAN, LimitWay.RATE: _RATE}[settings.limit]
    closed = {DeactivateWay.LOCK: _LOCK, DeactivateWay.DEACTIVATE: _DEACTIVATE}[settings.deactivate]
    return {effect.action: effect for effect in (_DISMISS, _WARN, remove, limit, _SUSPEND, closed)}
