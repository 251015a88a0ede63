"""The doors: `genstudio` opens the window, `genstudio train …` works without a screen."""

from __future__ import annotations

import os
import sys

DONE, FAILED, WRONG_USE, DIVERGED, INTERRUPTED = 0, 1, 2, 3, 130


class UsageError(ValueError):
    """The command line asks for something that cannot be; the message is a sentence."""


def main(argv: list[str] | None = None) -> int:
    """Do what the command line says and return the exit code.

    0 done, 1 failed (a sentence on stderr), 2 wrong use, 3 training diverged, 130 interrupted.
    """
    from genstudio.core import system

    system.calm_openmp()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks a letter shows “?”
    arguments = sys.argv[1:] if argv is None else argv
    try:
        return _run(arguments)
    except UsageError as error:
        return _complain(
            f"{error} (genstudio {arguments[0]} --help lists what there is.)", WRONG_USE
        )
    except BrokenPipeError:  # as in `genstudio runs | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except (ValueError, OSError) as error:
        return _complain(str(error) or repr(error), FAILED)
    except KeyboardInterrupt:
        return _complain("Interrupted.", INTERRUPTED)


def window() -> int:
    """Open the window with the files of the command line: the door of the launchers."""
    return main(["window", *sys.argv[1:]])


def _run(arguments: list[str]) -> int:
    if not arguments or arguments[0] == "window":  # the quick way: nothing else is imported
        from genstudio.cli import opening

        return opening.window(arguments[1:])
    from genstudio.cli import parser

    chosen = parser.build().parse_args(parser.spelt_out(arguments))
    code: int = chosen.act(chosen)
    return code


def _complain(sentence: str, code: int) -> int:
    if sys.stderr is not None:  # a windowed launcher has none
        print(f"genstudio: {sentence}", file=sys.stderr)
    return code
