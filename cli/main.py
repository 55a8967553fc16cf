"""The `resolute` command: the whole life of a resolution from a terminal.

This file puts the commands together and turns every way in which one can end into an exit code and one clear line.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

from cyclopts import App, CycloptsError
from pydantic import ValidationError
from rich.markup import escape

from cli import facts, lives, reading, service, showing
from cli.common import BAD_USE, DONE, OUT_OF_REACH, REFUSED, CommandError, talk

EXAMPLES = """
Examples:

  resolute demo                                            a whole life, from sponsorship to the report

  resolute up                                              the local stack, in the foreground

  resolute draft submit draft.txt --body CCPCJ --session 24

  resolute due                                             what is owed, by whom, and what is late

Exit codes: 0 done · 1 refused or not found · 2 bad use or unreadable input · 3 a service is out of reach.
"""


def build() -> App:
    """The application with all its commands."""
    app = App(
        name="resolute",
        help="Follows a resolution from sponsorship to the report it asked for, and proves that nothing was lost.",
        help_epilogue=EXAMPLES,
        version=_version,
        result_action="return_value",
        exit_on_error=False,
        print_error=False,
    )
    for room in (lives, service, reading, facts, showing):
        room.register(app)
    app.register_install_completion_command()
    return app


def _version() -> str:
    from importlib.metadata import version

    return version("resolution-lifecycle")


def run() -> None:
    """The entry point: runs a command and ends the process with its exit code."""
    code = asyncio_run(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    # Ends here and now: an interpreter that tears itself down while engine threads still run can die of it.
    os._exit(code)


def asyncio_run(arguments: list[str]) -> int:
    """Run a command line; every failure is one line on standard error and an exit code."""
    try:
        return asyncio.run(_run(arguments))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read us has gone; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


async def _run(arguments: list[str]) -> int:
    from drafts.model import UnreadableDraft
    from intake.errors import ServiceUnavailableError
    from ledger.errors import LedgerError, LedgerUnavailableError
    from workers.embedded.errors import EmbeddedServerError

    try:
        result: Any = await build().run_async(arguments)
    except CycloptsError as error:
        return _fail(f"{error}\nSee `resolute --help`.", BAD_USE)
    except CommandError as error:
        return _fail(str(error), error.code)
    except UnreadableDraft as error:
        return _fail(error.message, BAD_USE)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return _fail(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", BAD_USE)
    except ServiceUnavailableError as error:
        return _fail(str(error), OUT_OF_REACH)
    except LedgerUnavailableError as error:
        return _fail(f"PostgreSQL is out of reach: {error}; start the local stack with `resolute up`", OUT_OF_REACH)
    except EmbeddedServerError as error:
        return _fail(str(error), OUT_OF_REACH)
    except LedgerError as error:
        return _fail(str(error), REFUSED)
    return result if isinstance(result, int) else DONE


def _fail(message: str, code: int) -> int:
    talk().print(f"[red]resolute:[/] {escape(message)}", soft_wrap=True)
    return code


if __name__ == "__main__":
    run()
