"""The `resolute` command: the whole life of a resolution from a terminal.

This file puts the commands together and turns every way in which one can end into an exit code and one clear line.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import signal
import sys
from collections.abc import Callable
from typing import Annotated, Any

from cyclopts import App, CycloptsError, Group, Parameter
from rich.text import Text

from cli import (
    any_fact,
    bodies,
    comparing,
    directory,
    drafting,
    exporting,
    follow_up,
    inbox,
    lives,
    proof,
    reading,
    service,
    showing,
    sources,
    tokens,
)
from cli.choices import Shell
from cli.common import (
    BAD_USE,
    DONE,
    INTERRUPTED,
    NO_OPTIONS,
    OUT_OF_REACH,
    REFUSED,
    TERMINATED,
    CommandError,
    Options,
    print_json,
    talk,
)

_EXAMPLES = """\
Examples:
  resolute demo                             a whole life, shown as it is lived
  resolute up                               the local stack; Ctrl-C stops it
  resolute draft submit draft.txt           in another terminal: a life begins
  resolute timeline ccpcj-24-1              how it went
  resolute due                              what is owed, and what is late
  resolute rehearse life.jsonl --json       a scenario, lived on its own clock
  resolute completion bash > FILE           completion for your shell

Exit codes: 0 done, 1 refused or not found, 2 bad use or unreadable input,
3 a service is out of reach. Every command takes --json and --help."""


async def completion(shell: Annotated[Shell, Parameter(help="The shell.")], /, *, options: Options = NO_OPTIONS) -> int:
    """Print the script that completes commands and options in a shell.

    `resolute --install-completion` puts it in its usual place.

    For example:
      resolute completion bash > /etc/bash_completion.d/resolute
      resolute completion fish > ~/.config/fish/completions/resolute.fish
    """
    script = build().generate_completion(shell=shell)
    if options.json:
        print_json({"shell": shell, "script": script})
    else:
        sys.stdout.write(script)
    return DONE


_Command = Callable[..., Any]

_COMMANDS: dict[str, dict[str, App | _Command]] = {
    "Begin here": {
        "demo": lives.demo,
        "up": service.up,
        "read": reading.read_file,
        "rehearse": lives.rehearse,
    },
    "What happened": {
        "draft": drafting.draft,
        "sponsor": drafting.sponsor,
        "budget": drafting.budget,
        "amendment": drafting.amendment,
        "committee": drafting.committee,
        "commission": bodies.commission,
        "council": bodies.council,
        "assembly": bodies.assembly,
        "report": follow_up.report,
        "mandate": follow_up.mandate,
        "session": bodies.session,
        "record": any_fact.record,
        "tell": any_fact.tell_any,
        "correct": any_fact.correct,
    },
    "How things stand": {
        "list": showing.list_all,
        "show": showing.show,
        "timeline": showing.timeline,
        "due": showing.due,
        "diff": comparing.diff,
        "export": exporting.export,
        "ledger": proof.ledger,
        "stakeholder": directory.stakeholder,
    },
    "In service": {
        "worker": service.worker,
        "gateway": service.gateway,
        "migrate": service.migrate,
        "source": sources.source,
        "token": tokens.token,
        "inbox": inbox.inbox,
        "completion": completion,
    },
}


def build() -> App:
    """The application with all its commands."""
    app = App(
        name="resolute",
        help="Follows a resolution from sponsorship to the report it asked for,\nand proves that nothing was lost.",
        help_format="plaintext",
        help_epilogue=_EXAMPLES,
        version=_version,
        result_action="return_value",
        exit_on_error=False,
        print_error=False,
    )
    for place, (title, commands) in enumerate(_COMMANDS.items()):
        group = Group(title, sort_key=place)
        for rank, (name, command) in enumerate(commands.items()):
            room = command if isinstance(command, App) else _single(name, command)
            room.group, room.sort_key, room.help_epilogue = group, rank, ""
            app.command(room)
    app.register_install_completion_command(add_to_startup=False)
    options = Group("Options", sort_key=len(_COMMANDS))
    for name in ("--help", "--version", "--install-completion"):
        app[name].group = options
    return app


def _single(name: str, command: _Command) -> App:
    room = App(name=name)
    room.default(command)
    return room


def _version() -> str:
    from importlib.metadata import version

    return version("resolution-lifecycle")


def run() -> None:
    """The entry point: runs a command and ends the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # What a terminal cannot show is spelled out; a command does not die of it.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    code = run_arguments(sys.argv[1:])
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    # Ends here and now: an interpreter that tears itself down while engine threads still run can die of it.
    os._exit(code)


def run_arguments(arguments: list[str]) -> int:
    """Run a command line; every failure is one line on standard error and an exit code."""
    try:
        return asyncio.run(_run(arguments))
    except KeyboardInterrupt:
        return INTERRUPTED
    except asyncio.CancelledError:
        return TERMINATED
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else DONE
    except BrokenPipeError:
        # Whoever read us has gone; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


async def _run(arguments: list[str]) -> int:
    _stop_in_good_order()
    try:
        result: Any = await build().run_async(arguments)
    except CycloptsError as error:
        return _fail(f"{error}\nSee `resolute --help`.", BAD_USE)
    except CommandError as error:
        return _fail(str(error), error.code)
    except Exception as error:
        explained = _explained(error)
        if explained is None:
            raise
        return _fail(str(explained), explained.code)
    return result if isinstance(result, int) else DONE


def _stop_in_good_order() -> None:
    """Being asked to end, or losing the terminal, is a cancellation: servers that were started are stopped again."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - a coroutine runs in a task
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)


def _explained(error: Exception) -> CommandError | None:
    """An error as people should read it, None for one that nobody foresaw."""
    from pydantic import ValidationError

    from drafts.model import UnreadableDraft
    from intake.errors import ServiceUnavailableError
    from ledger.errors import LedgerAddressError, LedgerError, LedgerSchemaError, LedgerUnavailableError
    from workers.connections import HOW_TO_START
    from workers.embedded.errors import EmbeddedServerError, StackAlreadyRunningError
    from workers.settings import SettingError

    unreadable_row = "the ledger holds what this version cannot read; `resolute ledger verify` says where"
    endings: tuple[tuple[type[Exception], int, str], ...] = (
        (UnreadableDraft, BAD_USE, str(error)),
        (SettingError, BAD_USE, str(error)),
        (LedgerAddressError, BAD_USE, f"RESOLUTE_DATABASE_URL: {error}"),
        (ServiceUnavailableError, OUT_OF_REACH, str(error)),
        (LedgerUnavailableError, OUT_OF_REACH, f"PostgreSQL is out of reach: {error}; {HOW_TO_START}"),
        (LedgerSchemaError, OUT_OF_REACH, f"PostgreSQL is not ready: {error}"),
        (StackAlreadyRunningError, REFUSED, str(error)),
        (EmbeddedServerError, OUT_OF_REACH, str(error)),
        (LedgerError, REFUSED, str(error)),
        (ValidationError, REFUSED, unreadable_row),
    )
    return next((CommandError(line, code) for kind, code, line in endings if isinstance(error, kind)), None)


def _fail(message: str, code: int) -> int:
    talk().print(Text.assemble(("resolute: ", "red"), message), soft_wrap=True)
    return code


if __name__ == "__main__":
    run()
