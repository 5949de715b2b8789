"""`countersign policy`: read, check, compare, try and adopt policies; what gets lighter takes two (I5)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer

from console.cancel import NEVER
from console.cli import policy_signing
from console.cli.ending import ENDINGS
from console.cli.opened import open_to_read
from console.cli.place import AsJson, Home, place_of
from console.cli.policy_words import (
    differences_json,
    parsed,
    policy_of,
    show_differences,
    show_simulation,
    show_staffing,
    simulation_json,
    team_words,
    text_of,
)
from console.cli.words import instant, moment, plain, show, show_json, show_table
from console.domain.comparing import compare as compared
from console.domain.policy import policy_digest
from console.domain.staffing import staffing as staffed
from console.domain.staffing import worst
from console.domain.views_office import CheckedPolicy, Weight
from console.registrar.loop import utc_now
from console.workstation.office_policy import checked_policy, policy_lines, shown_difference, simulated

app = typer.Typer(name="policy", help="Read, check, compare, try and adopt the rules.", no_args_is_help=True)

Wanted: TypeAlias = Annotated[
    str, typer.Argument(help="A file, or the beginning of a digest; left out for the policy in force.")
]
DAYS: Final = 30


@app.command("list", epilog=ENDINGS)
def list_policies(context: typer.Context, as_json: AsJson = False, home: Home = None) -> None:
    """The policies whose text is in the ledger; the one in force first, then the newest.

    Example: countersign policy list
    """
    with open_to_read(place_of(context, home)) as office:
        state = office.state()
        lines = office.store.read(lambda r: policy_lines(state, r))
    if as_json:
        show_json(
            [
                {
                    "digest": one.digest,
                    "name": one.name,
                    "at": instant(one.at),
                    "author": None if one.author is None else one.author.name,
                    "in_force": one.in_force,
                    "tightened": one.tightened,
                }
                for one in lines
            ]
        )
        return
    show_table(
        ("digest", "name", "published", "by", "state"),
        [
            (
                one.digest[:12],
                one.name,
                moment(one.at),
                "-" if one.author is None else one.author.name,
                "in force" + (", tightened by one" if one.tightened else "") if one.in_force else "-",
            )
            for one in lines
        ],
    )


@app.command("show", epilog=ENDINGS)
def show_policy(context: typer.Context, policy: Wanted = "", as_json: AsJson = False, home: Home = None) -> None:
    """The text of a policy, byte for byte as it was signed.

    Example: countersign policy show > policy.toml
    """
    with open_to_read(place_of(context, home)) as office:
        toml = text_of(office, office.state(), policy)
    if as_json:
        show_json({"digest": policy_digest(toml), "toml": toml})
    else:
        typer.echo(toml, nl=False)


@app.command(epilog=ENDINGS)
def check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A policy as TOML.")],
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Check a policy before anybody signs it: what is wrong, with line numbers; what gets lighter; who is missing.

    Ends with 2 where it can't be a policy. Nothing is changed.

    Example: countersign policy check policy.toml
    """
    with open_to_read(place_of(context, home)) as office:
        state = office.state()
        toml = text_of(office, state, str(file), only_file=True)
        checked = checked_policy(state, toml, utc_now())
    if as_json:
        show_json(_checked_json(checked))
    else:
        _tell_checked(checked)
    parsed(toml, str(file), "Mend it and check again.")


def _checked_json(checked: CheckedPolicy) -> dict[str, object]:
    return {
        "digest": checked.digest,
        "name": checked.name,
        "problems": [{"line": one.line, "what": one.words} for one in checked.problems],
        "lighter": checked.lighter,
        "differences": differences_json(checked.differences),
        "missing_per_shift": None if checked.staffing is None else checked.staffing.missing,
        "staffing": [] if checked.staffing is None else list(checked.staffing.words),
        "published": checked.published,
        "in_force": checked.in_force,
    }


def _tell_checked(checked: CheckedPolicy) -> None:
    if checked.problems:
        for one in checked.problems:
            show(f"{'the whole' if one.line is None else f'line {one.line}'}: {plain(one.words)}")
        return
    where = "in force" if checked.in_force else "in the ledger, not in force" if checked.published else "not published"
    show(f"{plain(checked.name)} is a policy: {checked.digest[:12]}, {where}.")
    counts = {weight: sum(1 for d in checked.differences if d.weight is weight) for weight in Weight}
    if checked.differences:
        show(f"Beside the policy in force: {counts[Weight.LIGHTER]} lighter, {counts[Weight.HEAVIER]} heavier.")
    if not checked.in_force:
        two = "two administrators adopt it" if checked.lighter else "one administrator may tighten to it"
        show(f"{two[0].upper()}{two[1:]}: countersign policy {'adopt' if checked.lighter else 'tighten'}.")
    if checked.staffing is not None:
        show(
            team_words(checked.staffing.missing)
            + (" See: countersign policy staffing." if checked.staffing.missing else "")
        )


@app.command(epilog=ENDINGS)
def compare(
    context: typer.Context,
    policy: Annotated[str, typer.Argument(metavar="FILE", help="A file, or the beginning of a digest.")],
    other: Annotated[
        str, typer.Argument(metavar="[OTHER]", help="What it is compared with; left out for the policy in force.")
    ] = "",
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Two policies side by side: each rule that differs, what gets lighter first.

    Example: countersign policy compare policy.toml
    """
    with open_to_read(place_of(context, home)) as office:
        state = office.state()
        after, before = policy_of(office, state, policy), policy_of(office, state, other)
    found = tuple(shown_difference(one) for one in compared(before, after))
    if as_json:
        show_json({"lighter": any(d.weight is Weight.LIGHTER for d in found), "differences": differences_json(found)})
    else:
        show_differences(found)


@app.command(epilog=ENDINGS)
def simulate(
    context: typer.Context,
    policy: Annotated[str, typer.Argument(metavar="FILE", help="A file, or the beginning of a digest.")],
    days: Annotated[int, typer.Option("--days", help="How far to look back.")] = DAYS,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Try a policy on what was proposed lately: how many cases would have met which steps, readers and waits.

    Example: countersign policy simulate policy.toml --days 30
    """
    with open_to_read(place_of(context, home)) as office:
        state = office.state()
        toml = text_of(office, state, policy)
        parsed(toml, policy)
        done = simulated(state, toml, days, utc_now(), NEVER)
    if as_json:
        show_json(simulation_json(done))
    else:
        show_simulation(done)


@app.command(epilog=ENDINGS)
def staffing(context: typer.Context, policy: Wanted = "", as_json: AsJson = False, home: Home = None) -> None:
    """Whether the team is large enough for a policy: how many readers are missing per shift, and where.

    Example: countersign policy staffing
    """
    with open_to_read(place_of(context, home)) as office:
        state = office.state()
        toml = text_of(office, state, policy)
        missing = staffed(parsed(toml, policy), state, utc_now())
    if as_json:
        show_json(
            {
                "digest": policy_digest(toml),
                "missing_per_shift": worst(missing),
                "cells": [
                    {
                        "tier": one.tier.value,
                        "level": one.level.value,
                        "readers": one.readers,
                        "needed_per_shift": one.needed_per_shift,
                        "there": one.there,
                        "missing": one.missing,
                        "what": one.words,
                    }
                    for one in missing
                ],
            }
        )
    else:
        show_staffing(missing)


policy_signing.register(app)
