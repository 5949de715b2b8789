"""What each action becomes on the sandbox: the sentences that are shown before commit, and signed."""

from __future__ import annotations

from console.domain.actions import Action, DeclaredEffect, Impact, Reversible

LABELS = ("sensitive", "misleading", "spam", "impersonation", "unverified claim")

EFFECTS = {
    effect.action: effect
    for effect in (
        DeclaredEffect(
            action=Action.DISMISS,
            way="close reports",
            impact=Impact.NOTHING,
            sentence="The reports are closed; visitors and the person notice nothing.",
            reversible=Reversible.WHOLE,
        ),
        DeclaredEffect(
            action=Action.WARN,
            way="notice",
            impact=Impact.MARKED,
            sentence="A notice from the moderators stands in the person's inbox until it is withdrawn; "
            "visitors see nothing, and the person can still do everything.",
            reversible=Reversible.WHOLE,
        ),
        DeclaredEffect(
            action=Action.LABEL,
            way="label",
            impact=Impact.MARKED,
            sentence="Every visitor sees the label on the profile and beside each post; "
            "the person can still do everything.",
            reversible=Reversible.WHOLE,
            timed=True,
        ),
        DeclaredEffect(
            action=Action.REMOVE_CONTENT,
            way="remove",
            impact=Impact.MUTED,
            sentence="Visitors see an empty place where the content was; the rest of the account stays, "
            "and the person can still post.",
            reversible=Reversible.WHOLE,
        ),
        DeclaredEffect(
            action=Action.LIMIT,
            way="limit",
            impact=Impact.MUTED,
            sentence="Posts reach only who opens the profile, not timelines or search; "
            "the person can post and is not told.",
            reversible=Reversible.WHOLE,
            timed=True,
        ),
        DeclaredEffect(
            action=Action.SUSPEND,
            way="suspend",
            impact=Impact.MUTED,
            sentence="The person can't post or sign in; profile and posts stay, and visitors read there "
            "that the account can't post.",
            reversible=Reversible.WHOLE,
            timed=True,
        ),
        DeclaredEffect(
            action=Action.DEACTIVATE,
            way="deactivate",
            impact=Impact.GONE,
            sentence="Profile and posts are gone for every visitor at once, and the person can't sign in; "
            "the platform keeps the data 30 days, and until then followers come back.",
            reversible=Reversible.WHOLE,
        ),
    )
}
