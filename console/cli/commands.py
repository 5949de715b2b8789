"""All commands in one tree; each group has a file of its own."""

from __future__ import annotations

import typer

from console.cli import (
    alarms,
    audit,
    demo,
    import_file,
    intake,
    people,
    policy,
    protect,
    restore,
    restores,
    serve,
    store,
    undo_since,
)
from console.cli.ending import ENDINGS, Commands
from console.cli.place import Home
from console.cli.window import open_window

app = typer.Typer(
    name="countersign",
    cls=Commands,
    epilog=ENDINGS,
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def console(context: typer.Context, home: Home = None) -> None:
    """A console for the review of reported accounts, in which nobody acts on a protected account alone.

    Without a command the console's window opens. To try everything on a throw-away store: countersign demo. To found a
    store of your own: countersign store init. Each command explains itself with --help.
    """
    context.obj = home
    if context.invoked_subcommand is None:
        raise typer.Exit(open_window(home))


app.command("demo", epilog=ENDINGS)(demo.demo)
app.command("serve", epilog=ENDINGS)(serve.serve)
app.add_typer(store.app)
app.add_typer(people.app)
app.add_typer(protect.app)
app.add_typer(policy.app)
app.add_typer(intake.app)
app.command("import", epilog=ENDINGS)(import_file.import_file)
app.command("restore", epilog=ENDINGS)(restore.restore)
app.add_typer(restores.app)
app.command("undo-since", epilog=ENDINGS)(undo_since.undo_since)
app.add_typer(alarms.app)
app.add_typer(audit.app)
