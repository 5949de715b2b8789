"""Why not, and why slow: every refusal has an id, fields, and one sentence that says what, why and what now."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class ReasonId(StrEnum):
    """Stable names of reasons; they stand in signed bytes, so they are never renamed."""

    # heavier
    LAST_DAY = "last_day"
    LONG_SHIFT = "long_shift"
    FAST_PACE = "fast_pace"
    CONFUSABLE = "confusable"
    RESTORED_LATELY = "restored_lately"
    NO_WAY_BACK = "no_way_back"
    # who
    NOT_IN_ROSTER = "not_in_roster"
    CONTRACT_OVER = "contract_over"
    WRONG_ROLE = "wrong_role"
    ROLE_CHANGED = "role_changed"
    LAST_DAY_PROTECTED = "last_day_protected"
    LONGEST_SHIFT = "longest_shift"
    NOT_HUMAN = "not_human"
    # what
    BAD_BYTES = "bad_bytes"
    BAD_SIGNATURE = "bad_signature"
    NOT_A_POLICY = "not_a_policy"
    WRONG_STORE = "wrong_store"
    SEEN_BEFORE = "seen_before"
    TOO_MANY_SKIPS = "too_many_skips"
    UNKNOWN_CASE = "unknown_case"
    CASE_NOT_OPEN = "case_not_open"
    NOT_CLAIMED = "not_claimed"
    UNSUPPORTED = "unsupported"
    EFFECT_DIFFERS = "effect_differs"
    WRONG_CONTENT = "wrong_content"
    NO_WORDS = "no_words"
    UNKNOWN_CLAUSE = "unknown_clause"
    POLICY_CHANGED = "policy_changed"
    POLICY_STRICTER = "policy_stricter"
    TIER_CHANGED = "tier_changed"
    STATE_CHANGED = "state_changed"
    EVIDENCE_CHANGED = "evidence_changed"
    STEPS_MISSING = "steps_missing"
    STEPS_TOO_FAST = "steps_too_fast"
    TIMES_TOO_LONG = "times_too_long"
    DURATION_TOO_LONG = "duration_too_long"
    LOCKED = "locked"
    PENDING_ALREADY = "pending_already"
    # second reading
    NOT_ASSIGNED = "not_assigned"
    FOUND_ALREADY = "found_already"
    CASE_DIFFERS = "case_differs"
    NOT_OPENED = "not_opened"
    NOT_YOUR_FINDING = "not_your_finding"
    UNKNOWN_PROPOSAL = "unknown_proposal"
    NOT_WAITING = "not_waiting"
    NOT_AUTHOR = "not_author"
    TWO_DISAGREE = "two_disagree"
    TOO_LATE = "too_late"
    NOT_ENOUGH_SIGNED = "not_enough_signed"
    # stop, restore
    NOT_COOLING = "not_cooling"
    STOPPED_LATELY = "stopped_lately"
    NOTHING_TO_RESTORE = "nothing_to_restore"
    FAST_WINDOW_OVER = "fast_window_over"
    TOO_MANY_RESTORES = "too_many_restores"
    RESTORED_BY_YOU = "restored_by_you"
    NEEDS_SECOND = "needs_second"
    ON_IT_ALREADY = "on_it_already"
    # clocks and effects
    SIGN_TIME_OVER = "sign_time_over"
    CARRY_TIME_OVER = "carry_time_over"
    AUTHOR_GONE = "author_gone"
    NOT_DUE = "not_due"
    ANOTHER_RUNS = "another_runs"
    ACCOUNT_MISSING = "account_missing"
    TIER_UNKNOWN = "tier_unknown"
    # roster
    NOT_NEXT_ROSTER = "not_next_roster"
    NO_QUORUM = "no_quorum"
    TIER_NOT_RAISED = "tier_not_raised"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_KEY = "unknown_key"
    LAST_KEY = "last_key"
    TIER_NOT_LOWERED = "tier_not_lowered"
    POLICY_LIGHTER = "policy_lighter"
    UNKNOWN_POLICY = "unknown_policy"
    UNKNOWN_ACCOUNT = "unknown_account"
    ACCOUNT_DIFFERS = "account_differs"
    # two people
    UNKNOWN_WISH = "unknown_wish"
    WISH_OVER = "wish_over"
    OWN_WISH = "own_wish"
    NOT_INDEPENDENT = "not_independent"
    ONE_IS_ENOUGH = "one_is_enough"
    # alarms, restores, ends
    UNKNOWN_ALARM = "unknown_alarm"
    ALARM_OVER = "alarm_over"
    NOT_YOUR_RESTORE = "not_your_restore"
    LATER_ACTION = "later_action"
    # canaries
    NOT_CLOSED = "not_closed"
    CANARY_ALREADY = "canary_already"


_WORDS: dict[ReasonId, str] = {
    ReasonId.LAST_DAY: "your contract ends today: an account action needs a second person",
    ReasonId.LONG_SHIFT: "more than {hours} hours of shift: an account action needs a second person",
    ReasonId.FAST_PACE: "{count} account actions in an hour: the next one needs a second person",
    ReasonId.CONFUSABLE: ("the handle looks like that of a protected account: an account action needs a second person"),
    ReasonId.RESTORED_LATELY: "restored a short while ago: somebody new has to sign",
    ReasonId.NO_WAY_BACK: "the platform can't bring back {lost}, so it counts one level heavier",
    ReasonId.NOT_IN_ROSTER: "This person is not in the roster. Ask an administrator to enrol them.",
    ReasonId.CONTRACT_OVER: (
        "The contract has ended, so nothing of this person is admitted any more. A colleague can propose it anew."
    ),
    ReasonId.WRONG_ROLE: "This is not for your role ({role}). Pass the case on to a colleague who may.",
    ReasonId.ROLE_CHANGED: "Your role has changed since this was written. Sign in again.",
    ReasonId.LAST_DAY_PROTECTED: (
        "Not today: your contract ends today, so an action on a protected account has to come "
        "from a colleague. Pass the case on with H."
    ),
    ReasonId.LONGEST_SHIFT: (
        "Not after {hours} hours of work: account actions have to wait for your next shift. Pass the case on with H."
    ),
    ReasonId.NOT_HUMAN: "Only a person can sign this.",
    ReasonId.BAD_BYTES: "The request can't be read: {what}.",
    ReasonId.BAD_SIGNATURE: "The request's signature does not hold.",
    ReasonId.NOT_A_POLICY: "The policy can't be adopted: {what}",
    ReasonId.WRONG_STORE: "This was written for another store or environment.",
    ReasonId.SEEN_BEFORE: "This has been admitted before; it counts once.",
    ReasonId.TOO_MANY_SKIPS: "You have passed on {count} cases within a day. Give this one back, or decide it.",
    ReasonId.UNKNOWN_CASE: "The store has no such case. Reload the queue.",
    ReasonId.CASE_NOT_OPEN: "The case is not open any more. Take the next one.",
    ReasonId.NOT_CLAIMED: "You don't hold this case any more. Claim it again, then commit.",
    ReasonId.UNSUPPORTED: "This platform has no such action, and nothing else is done in its place.",
    ReasonId.EFFECT_DIFFERS: (
        "The platform now says that this action does something else than what you saw. Look again."
    ),
    ReasonId.WRONG_CONTENT: "Only reported content of this case can be removed, and something has to be named.",
    ReasonId.NO_WORDS: "A warning needs the words that the person will read, and a label its name. Write them.",
    ReasonId.UNKNOWN_CLAUSE: "The policy has no such clause. Choose one that it has.",
    ReasonId.POLICY_CHANGED: "The policy has changed since you began. Look at the steps again.",
    ReasonId.POLICY_STRICTER: "The policy has become stricter since this was proposed.",
    ReasonId.TIER_CHANGED: "The account's protection is now higher than when this was proposed.",
    ReasonId.STATE_CHANGED: "The account has changed on the platform since this was proposed.",
    ReasonId.EVIDENCE_CHANGED: "The cited evidence has changed since this was proposed.",
    ReasonId.STEPS_MISSING: "These steps are missing: {steps}.",
    ReasonId.STEPS_TOO_FAST: "Nobody does these steps so fast: {steps}. Do them again, by hand.",
    ReasonId.TIMES_TOO_LONG: "It asks for more time than the policy allows.",
    ReasonId.DURATION_TOO_LONG: "No action ends after more than two hundred years: choose without end.",
    ReasonId.LOCKED: (
        "The account was restored a short while ago. Until {until} only people who had no part in that may propose."
    ),
    ReasonId.PENDING_ALREADY: "Something on this account waits already.",
    ReasonId.NOT_ASSIGNED: "This case is not assigned to you.",
    ReasonId.FOUND_ALREADY: "Your finding is recorded already.",
    ReasonId.CASE_DIFFERS: "The case has changed since you opened it. Look again.",
    ReasonId.NOT_OPENED: "This was not opened to you.",
    ReasonId.NOT_YOUR_FINDING: "The signature does not name your own finding on this case.",
    ReasonId.UNKNOWN_PROPOSAL: "The ledger has no such proposal.",
    ReasonId.NOT_WAITING: "It does not wait for anybody any more.",
    ReasonId.NOT_AUTHOR: "Only its author can take it back.",
    ReasonId.TWO_DISAGREE: "Two independent readings did not find what was proposed.",
    ReasonId.TOO_LATE: "It has been sent to the platform. Restore is the way back.",
    ReasonId.NOT_ENOUGH_SIGNED: "Not enough people have signed.",
    ReasonId.NOT_COOLING: "It is not cooling off, so there is nothing to stop.",
    ReasonId.STOPPED_LATELY: (
        "You have stopped something on this account in the last days; a colleague may stop this one."
    ),
    ReasonId.NOTHING_TO_RESTORE: "There is nothing to restore: this action is not in effect.",
    ReasonId.FAST_WINDOW_OVER: "The time in which one person may restore is over. Propose the restore instead.",
    ReasonId.TOO_MANY_RESTORES: "You have restored {count} times within the hour. A colleague can do the next one.",
    ReasonId.RESTORED_BY_YOU: "You have restored this account in the last days. A colleague can do it.",
    ReasonId.NEEDS_SECOND: (
        "This takes a second person: the rule that it was done for stays down, or your contract ends today."
    ),
    ReasonId.ON_IT_ALREADY: "A restore of this is on its way.",
    ReasonId.SIGN_TIME_OVER: "Nobody could sign in time.",
    ReasonId.CARRY_TIME_OVER: "It was signed, but could not be carried out in time.",
    ReasonId.AUTHOR_GONE: "Its author's contract ended before it was carried out.",
    ReasonId.NOT_DUE: "It is not due yet.",
    ReasonId.ANOTHER_RUNS: "Another order on this account is under way.",
    ReasonId.ACCOUNT_MISSING: "The platform has no such account any more.",
    ReasonId.TIER_UNKNOWN: "It can't be known whether the account is protected, so it counts as the highest tier.",
    ReasonId.NOT_NEXT_ROSTER: "This roster does not follow the one in force.",
    ReasonId.NO_QUORUM: "Not enough administrators have signed this.",
    ReasonId.TIER_NOT_RAISED: "One person can only raise a tier. Lowering it takes two.",
    ReasonId.UNKNOWN_PERSON: "The roster has no such person.",
    ReasonId.UNKNOWN_KEY: "The roster has no such key of this person.",
    ReasonId.LAST_KEY: "It is this person's only key. Enrol another one first, or end the person.",
    ReasonId.TIER_NOT_LOWERED: "Nothing in it is lower than what the register says. Raising takes one person only.",
    ReasonId.POLICY_LIGHTER: (
        "The policy is lighter than the one in force ({what}), so two administrators have to adopt it."
    ),
    ReasonId.UNKNOWN_POLICY: "The ledger has no policy with this digest. Put its text in first.",
    ReasonId.UNKNOWN_ACCOUNT: "The store knows no such account.",
    ReasonId.ACCOUNT_DIFFERS: "The store knows this platform id as another account by now. Look it up again.",
    ReasonId.UNKNOWN_WISH: "The ledger has nothing of this kind that waits for a second person.",
    ReasonId.WISH_OVER: "It does not wait for anybody any more.",
    ReasonId.OWN_WISH: "Your own wish needs the consent of somebody else.",
    ReasonId.NOT_INDEPENDENT: "The second person has to be independent of the first: not of the same vendor's team.",
    ReasonId.ONE_IS_ENOUGH: "One person may restore this: restore it at once.",
    ReasonId.UNKNOWN_ALARM: "The ledger has no such alarm.",
    ReasonId.ALARM_OVER: "This alarm is over already.",
    ReasonId.NOT_YOUR_RESTORE: "Only the person who restored it writes its report.",
    ReasonId.LATER_ACTION: "A later action of the same kind holds the account down. Restore that one first.",
    ReasonId.NOT_CLOSED: "Only a closed case can become a canary.",
    ReasonId.CANARY_ALREADY: "This case is a canary already.",
}


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reason with the values inside its sentence."""

    id: ReasonId
    fields: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, reason_id: ReasonId, **fields: object) -> Reason:
        """A reason with its fields, which are kept as text in alphabetical order."""
        return cls(reason_id, tuple((k, str(v)) for k, v in sorted(fields.items())))

    @property
    def sentence(self) -> str:
        """The words in English: for ``heavier`` reasons a clause, otherwise a whole sentence."""
        return _WORDS[self.id].format(**dict(self.fields))


class Lane(StrEnum):
    """Which way back is open to somebody: alone and at once, with a second person, or none."""

    ALONE = "alone"
    SECOND = "second"
    NEVER = "never"


_SECOND = frozenset(
    {ReasonId.FAST_WINDOW_OVER, ReasonId.NEEDS_SECOND, ReasonId.TOO_MANY_RESTORES, ReasonId.RESTORED_BY_YOU}
)
"""What one person alone may not restore, and two may (PROTOCOL.md section 10)."""


def lane(why_not: tuple[Reason, ...]) -> Lane:
    """Which way back the reasons against restoring alone leave open."""
    if not why_not:
        return Lane.ALONE
    return Lane.SECOND if all(reason.id in _SECOND for reason in why_not) else Lane.NEVER


def words_of(reason_id: str) -> str:
    """The sentence for a reason id from a ledger, without fields; an id of a newer version stands for itself."""
    try:
        text = _WORDS[ReasonId(reason_id)]
    except ValueError:
        return reason_id
    return text if "{" not in text else reason_id.replace("_", " ")
