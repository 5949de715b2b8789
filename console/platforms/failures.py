"""One clear sentence for each way in which a platform fails; used by every connector.

``sent`` says whether a changing request can have reached the platform (``contract.Sent``).
"""

from __future__ import annotations

from console.platforms.contract import PlatformRefused, PlatformUnavailable, Sent

_SAFE = {
    Sent.NOTHING: "Nothing was changed. It is tried again by itself.",
    Sent.MAYBE: "It may have been carried out: the account is looked at before anything is sent again.",
}


def down(title: str, sent: Sent = Sent.NOTHING) -> PlatformUnavailable:
    """Nobody answers at the address."""
    return PlatformUnavailable(
        "The platform can't be reached", title, _SAFE[sent], message_id="platform.down", sent=sent
    )


def slow(title: str, seconds: float, sent: Sent) -> PlatformUnavailable:
    """No answer within the time limit."""
    return PlatformUnavailable(
        f"The platform did not answer within {seconds:g} s",
        title,
        _SAFE[sent],
        message_id="platform.slow",
        sent=sent,
        seconds=seconds,
    )


def lost(title: str, sent: Sent = Sent.MAYBE) -> PlatformUnavailable:
    """The connection broke, or the person stopped waiting, before an answer came."""
    return PlatformUnavailable(
        "The platform's answer was lost on the way", title, _SAFE[sent], message_id="platform.lost", sent=sent
    )


def too_many(title: str, retry_after_s: float | None, sent: Sent = Sent.NOTHING) -> PlatformUnavailable:
    """429; ``retry_after_s`` as the platform asked."""
    when = f"in {retry_after_s:g} s" if retry_after_s is not None else "later"
    return PlatformUnavailable(
        f"The platform asks to be left alone and tried again {when}",
        title,
        _SAFE[sent],
        message_id="platform.too_many",
        sent=sent,
        retry_after_s=retry_after_s,
    )


def error(title: str, status: int, sent: Sent) -> PlatformUnavailable:
    """5xx: the platform failed by its own fault, and may have done half of it."""
    return PlatformUnavailable(
        f"The platform failed by itself ({status})",
        title,
        _SAFE[sent],
        message_id="platform.error",
        sent=sent,
        status=status,
    )


def rubbish(title: str, sent: Sent) -> PlatformUnavailable:
    """An answer that does not say what it has to say."""
    return PlatformUnavailable(
        "The platform's answer makes no sense", title, _SAFE[sent], message_id="platform.rubbish", sent=sent
    )


def unauthorised(title: str, sent: Sent = Sent.NOTHING) -> PlatformRefused:
    """401: the token is missing, wrong, or ended."""
    return PlatformRefused(
        "The platform does not accept the token",
        title,
        "Store a new token for this platform; what waits is kept and goes out then.",
        message_id="platform.unauthorised",
        sent=sent,
    )


def forbidden(title: str, sent: Sent = Sent.NOTHING) -> PlatformRefused:
    """403: the token is good, and may not do this."""
    return PlatformRefused(
        "The token may not do this on the platform",
        title,
        "Give the token's account the rights that the connector's page names.",
        message_id="platform.forbidden",
        sent=sent,
    )


def no_way_back(title: str) -> PlatformRefused:
    """A restore of what the platform can't undo."""
    return PlatformRefused(
        "The platform has no way back from this",
        title,
        "Nothing was sent. What was saved before stands in the case.",
        message_id="platform.no_way_back",
    )
