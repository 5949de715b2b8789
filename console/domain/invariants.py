"""What may never happen (DESIGN.md section 5): by number, the functions that hold it and the tests that prove it.

A test checks that all of them exist.  A function stands as ``module:name``, a test as ``file::name``.
"""

from __future__ import annotations

import msgspec


class Invariant(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list; ``held_by`` and ``proven_by`` name code, most telling first."""

    words: str
    held_by: tuple[str, ...]
    proven_by: tuple[str, ...]


_DOMAIN = "console.domain."
_WALK = "tests/unit/domain/test_random_walk.py::test_i1_i2_i6_i7_i8_i10_hold_whatever_people_try"
_SEARCH = (
    "tests/unit/domain/test_search.py::test_i1_to_i8_no_path_of_the_small_search_breaks_them_and_its_mutants_are_found"
)
_ATTACKS = "tests/attacks/"

INVARIANTS: dict[str, Invariant] = {
    "I1": Invariant(
        words="No effect but a restore reaches a protected account without enough different eligible people, who were "
        "drawn, found for themselves and countersigned its exact bytes.",
        held_by=(
            f"{_DOMAIN}findings:counts",
            f"{_DOMAIN}findings:enough",
            f"{_DOMAIN}findings:needed",
            f"{_DOMAIN}effects:why_not_apply",
            f"{_DOMAIN}effects:why_not_order",
            f"{_DOMAIN}consistency:fault",
        ),
        proven_by=(
            _SEARCH,
            _WALK,
            "tests/unit/domain/test_fold_is_total.py::test_i1_a_signature_counts_only_after_draw_finding_and_opening",
            "tests/unit/domain/test_fold_is_total.py::test_i1_a_reading_that_was_bent_counts_for_nothing",
            f"{_ATTACKS}test_a61_signing_without_reading.py::test_i1_2017_two_who_find_nothing_refuse_it",
            f"{_ATTACKS}test_a61_signing_without_reading.py::test_i1_it_is_never_let_through_when_nobody_answers",
        ),
    ),
    "I2": Invariant(
        words="A person is a person; a countersigner is never the author, chosen by the author, of the author's "
        "vendor team, or recused.",
        held_by=(
            f"{_DOMAIN}readings:independent",
            f"{_DOMAIN}readings:eligible",
            f"{_DOMAIN}findings:counted",
            f"{_DOMAIN}people:same_team",
            f"{_DOMAIN}roster:problems",
            f"{_DOMAIN}lot:winner",
        ),
        proven_by=(
            _SEARCH,
            _WALK,
            f"{_ATTACKS}test_a01_own_countersignature.py::test_a01_the_author_is_never_drawn_for_their_own_proposal",
            f"{_ATTACKS}test_a02_two_logins_of_one_person.py::test_a02_two_keys_of_one_person_count_once",
            f"{_ATTACKS}test_a09_distinct_people.py::test_i2_nobody_of_the_authors_vendor_is_drawn",
            f"{_ATTACKS}test_a61_signing_without_reading.py"
            "::test_i2_who_steps_aside_from_one_reading_signs_through_no_other",
            f"{_ATTACKS}test_a61_signing_without_reading.py"
            "::test_i2_who_recused_themselves_is_never_drawn_for_this_account_again",
        ),
    ),
    "I3": Invariant(
        words="A signature binds the whole proposal; it is void when account, tier, state or evidence change or the "
        "policy gets stricter, and new reports never void it.",
        held_by=(
            f"{_DOMAIN}documents:Proposal",
            f"{_DOMAIN}duties:next_ending",
            f"{_DOMAIN}duties:policy_got_stricter",
            f"{_DOMAIN}effects:why_not_apply",
            "console.ledger.documents:open_signed",
        ),
        proven_by=(
            _SEARCH,
            f"{_ATTACKS}test_a34_stricter_policy.py::test_i3_a_stricter_policy_voids_what_was_signed",
            f"{_ATTACKS}test_a34_stricter_policy.py::test_i3_every_way_of_being_stricter_voids",
            f"{_ATTACKS}test_a23_target_drifts.py::test_i3_a_drift_that_the_dispatcher_tells_voids_the_proposal",
            f"{_ATTACKS}test_a67_shield_by_noise.py::test_a67_new_reports_void_nothing",
        ),
    ),
    "I4": Invariant(
        words="A tier is raised by one and lowered by two; what is not known is the highest, and always means no.",
        held_by=(
            f"{_DOMAIN}actions:highest",
            f"{_DOMAIN}fold:known_tier",
            f"{_DOMAIN}policy:parse_policy",
            f"{_DOMAIN}effects:why_not_apply",
        ),
        proven_by=(
            _SEARCH,
            f"{_ATTACKS}test_a35_lower_act_raise.py::test_a35_one_person_cannot_lower_a_tier",
            f"{_ATTACKS}test_a35_lower_act_raise.py::test_i4_what_is_not_known_is_the_highest",
            f"{_ATTACKS}test_a23_target_drifts.py::test_i4_a_tier_raised_after_the_proposal_voids_it",
            f"{_ATTACKS}test_a23_target_drifts.py::test_i4_standard_has_to_be_a_positive_answer",
            "tests/unit/domain/test_policy.py::test_i4_what_is_no_policy_cannot_be_adopted",
        ),
    ),
    "I5": Invariant(
        words="A rule is weakened only by two administrators; who may weaken it is fixed at the founding.",
        held_by=(f"{_DOMAIN}roster:why_not_roster", f"{_DOMAIN}roster:signed_by", "console.ledger.verify:Replay"),
        proven_by=(
            _SEARCH,
            f"{_ATTACKS}test_a36_people_and_policy_first.py::test_i5_the_quorum_cannot_be_lowered",
            f"{_ATTACKS}test_a36_people_and_policy_first.py"
            "::test_i5_putting_a_policys_text_into_the_ledger_adopts_nothing",
            "tests/unit/domain/test_roster.py::test_i5_a_store_is_founded_by_three_administrators",
        ),
    ),
    "I6": Invariant(
        words="An effect is carried out at most once, after its way back is stored, one at a time per account, never "
        "for what has ended, and never after the time that its bytes allow.",
        held_by=(
            f"{_DOMAIN}effects:why_not_order",
            f"{_DOMAIN}effects:owed",
            f"{_DOMAIN}effects:why_not_back_now",
            f"{_DOMAIN}timers:duration_over",
            f"{_DOMAIN}proposals:held_down",
            f"{_DOMAIN}proposals:carry_out_by",
            f"{_DOMAIN}proposals:sign_by",
            f"{_DOMAIN}consistency:fault",
        ),
        proven_by=(
            _SEARCH,
            _WALK,
            f"{_ATTACKS}test_a72_the_timers_door.py::test_i6_nothing_is_ordered_before_its_way_back_is_stored",
            f"{_ATTACKS}test_a72_the_timers_door.py::test_i6_a_second_order_on_an_account_waits_for_the_first",
            f"{_ATTACKS}test_a72_ends_of_temporary_actions.py::test_i6_a_restore_waits_for_an_end_that_is_under_way",
            f"{_ATTACKS}test_a72_ends_of_temporary_actions.py::test_a72_nothing_freezes_an_end",
            "tests/integration/dispatcher/test_ends.py::test_i6_an_end_that_crashed_on_its_way_is_done_once",
            f"{_ATTACKS}test_a25_replay.py::test_a25_what_was_carried_out_is_not_ordered_again",
            f"{_ATTACKS}test_a26_signed_backlog.py"
            "::test_a26_a_signed_proposal_that_was_not_carried_out_in_time_never_is",
        ),
    ),
    "I7": Invariant(
        words="From the hour a contract ends nothing of theirs is admitted, what they proposed freezes for good, and "
        "what they countersigned needs another; on the last day authority shrinks.",
        held_by=(
            f"{_DOMAIN}people:active",
            f"{_DOMAIN}people:last_day",
            f"{_DOMAIN}proposals:author_gone",
            f"{_DOMAIN}proposals:cooled",
            f"{_DOMAIN}friction:plan",
            "console.registrar.admit:due",
            "console.store.leases:release_people",
        ),
        proven_by=(
            _SEARCH,
            _WALK,
            f"{_ATTACKS}test_a42_last_day_and_after.py::test_i7_2017_at_a_real_registrar",
            f"{_ATTACKS}test_a42_last_day_and_after.py::test_i7_2017_hours_later_after_he_had_left_it_freezes",
            f"{_ATTACKS}test_a42_last_day_and_after.py::test_i7_frozen_is_for_good_even_if_the_contract_is_extended",
            f"{_ATTACKS}test_a42_last_day_and_after.py::test_i7_what_they_countersigned_needs_another",
            f"{_ATTACKS}test_a42_last_day_and_after.py::test_i7_their_claims_are_released",
        ),
    ),
    "I8": Invariant(
        words="Restoring needs one person and goes first; afterwards only a new author and a new signer may act, and "
        "it is no shield.",
        held_by=(
            f"{_DOMAIN}restoring:why_not_restore",
            f"{_DOMAIN}restoring:limits",
            f"{_DOMAIN}restoring:distrusted",
            f"{_DOMAIN}findings:enough",
            f"{_DOMAIN}readings:eligible",
            f"{_DOMAIN}duties:next_ending",
            f"{_DOMAIN}effects:owed",
        ),
        proven_by=(
            _SEARCH,
            _WALK,
            f"{_ATTACKS}test_a66_restore_as_a_weapon.py::test_i8_one_person_restores_at_every_tier",
            f"{_ATTACKS}test_a66_restore_as_a_weapon.py::test_i8_a_restore_goes_before_everything_else",
            f"{_ATTACKS}test_a66_restore_as_a_weapon.py::test_i8_after_a_restore_every_action_needs_a_new_signer",
            f"{_ATTACKS}test_a66_restore_as_a_weapon.py::test_a66_five_an_hour_and_no_more",
            f"{_ATTACKS}test_a66_late_restores.py::test_i8_past_the_fast_window_two_independent_people_restore",
            f"{_ATTACKS}test_a66_late_restores.py::test_a66_who_ended_somebody_does_not_lift_their_own_limit_by_it",
            "tests/integration/dispatcher/test_watching.py::test_i8_a_restore_does_not_wait_for_a_round_of_looks",
            "tests/integration/registrar/test_reopening.py::test_i8_a_restore_of_any_action_reopens_its_case",
        ),
    ),
    "I9": Invariant(
        words="The ledger only grows; changing, dropping, adding or reordering an entry is found.",
        held_by=(
            "console.ledger.verify:Replay",
            "console.ledger.verify:verify_all",
            "console.ledger.tree:Tree",
            f"{_DOMAIN}consistency:fault",
        ),
        proven_by=(
            f"{_ATTACKS}test_a53_rewritten_ledger.py::test_i9_every_changed_byte_names_its_entry",
            f"{_ATTACKS}test_a53_rewritten_ledger.py::test_i9_a_dropped_entry_is_named",
            f"{_ATTACKS}test_a53_rewritten_ledger.py::test_i9_two_entries_that_changed_places_are_named",
            f"{_ATTACKS}test_a53_rewritten_ledger.py::test_i9_an_entry_put_in_between_is_named",
        ),
    ),
    "I10": Invariant(
        words="Time is the registrar's, and never runs backwards.",
        held_by=("console.registrar.batch:Batch", f"{_DOMAIN}consistency:fault"),
        proven_by=(
            _WALK,
            f"{_ATTACKS}test_a27_made_up_time.py::test_i10_a_clock_that_was_set_back_does_not_set_the_ledger_back",
            f"{_ATTACKS}test_a27_made_up_time.py::test_i10_an_entry_before_its_predecessor_is_named",
        ),
    ),
    "I11": Invariant(
        words="The ledger holds no personal text; texts lie beside it under salted digests.",
        held_by=(f"{_DOMAIN}shapes:malformed", f"{_DOMAIN}cases:text_digest", "console.store.texts:checked"),
        proven_by=(
            f"{_ATTACKS}test_a69_flooding_the_inbox.py::test_i11_no_personal_text_gets_into_the_ledger",
            f"{_ATTACKS}test_a69_flooding_the_inbox.py::test_i11_no_field_of_a_proposal_holds_text",
        ),
    ),
    "I12": Invariant(
        words="Nothing a person typed or decided is lost: it is in the ledger, the inbox, or the local draft.",
        held_by=("console.store.inbox:submit", "console.store.inbox:answer", "console.registrar.loop:Registrar"),
        proven_by=(
            f"{_ATTACKS}test_a69_flooding_the_inbox.py"
            "::test_i12_what_was_asked_and_not_decided_is_decided_after_a_crash",
            "tests/integration/store/test_drafts.py::test_i12_a_draft_is_there_after_a_crash",
            "tests/integration/store/test_drafts.py::test_i12_a_request_is_kept_until_it_is_answered",
        ),
    ),
    "I13": Invariant(
        words="What the platform shows is compared with the ledger; what no entry explains can be lifted.",
        held_by=(
            "console.dispatcher.watching:compare",
            "console.dispatcher.watching:Watch",
            f"{_DOMAIN}restoring:explained",
            "console.platforms.contract:Connector",
        ),
        proven_by=(
            "tests/integration/dispatcher/test_watching.py"
            "::test_i13_what_no_entry_explains_raises_an_alarm_and_one_person_lifts_it",
            "tests/integration/dispatcher/test_watching.py"
            "::test_i13_our_own_order_settles_no_alarm_about_something_else",
            "tests/unit/domain/test_explained.py::test_i13_what_stands_is_explained_however_much_happened_since",
            "tests/integration/workstation/test_ways.py"
            "::test_i13_an_alarm_appears_to_everyone_with_the_restore_gesture_beside_it",
            "tests/support/connector_contract.py::test_i13_an_unexplained_change_is_seen_and_lifted",
        ),
    ),
    "I14": Invariant(
        words="Until a person's own finding is admitted, nothing tells what stands behind a case.",
        held_by=(
            f"{_DOMAIN}duties:mix_for",
            f"{_DOMAIN}duties:next_reading_duty",
            f"{_DOMAIN}paging:must_page",
            "console.registrar.projections:case_state",
        ),
        proven_by=(
            f"{_ATTACKS}test_a59_peeking.py::test_i14_a_draw_says_nothing_of_what_it_is_for",
            f"{_ATTACKS}test_a59_peeking.py::test_i14_a_case_row_shows_the_same_whatever_stands_behind_it",
            "tests/unit/domain/test_paging.py::test_i14_a_dismissal_calls_when_a_proposal_does",
            "tests/integration/bootstrap/test_paging.py"
            "::test_i14_the_command_runs_once_for_each_call_and_is_told_nothing_of_the_case",
            f"{_ATTACKS}test_a59_peeking.py"
            "::test_i14_at_least_half_of_the_readings_have_no_proposal_while_dismissals_are_at_hand",
            f"{_ATTACKS}test_a66_late_restores.py::test_i14_undo_since_tells_no_supervisor_of_what_is_still_to_be_read",
        ),
    ),
}
