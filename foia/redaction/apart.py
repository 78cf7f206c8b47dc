"""A process of its own for looking at strangers' files: it may crash, hang or swallow memory, and only this file fails.

A plain `python -m foia.redaction.apart` that reads one call from stdin and writes one answer to stdout; it never imports the caller's
main module. Imports: stdlib, errors.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from foia.errors import FileError, FoiaError, TooLarge

SECONDS = 50.0
MEMORY = 1_400_000_000  # bytes of resident data; address space gets the same again for mapped libraries


def call(task: str, *arguments: object, name: str, seconds: float = SECONDS, memory: int = MEMORY) -> Any:
    """`task` ("module:function" of foia.redaction) with these arguments, in a process of its own; its result.

    Raises what the function raises if it is a FoiaError; TooLarge when time or memory run out; FileError when the process dies.
    """
    root = str(Path(__file__).resolve().parents[2])
    environment = os.environ | {"OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [root, environment.get("PYTHONPATH")]))
    process = subprocess.Popen(
        [sys.executable, "-m", "foia.redaction.apart"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    try:
        out, _ = process.communicate(pickle.dumps((task, arguments, memory)), timeout=seconds)
    except subprocess.TimeoutExpired:
        raise TooLarge(
            f"'{name}' takes too long to examine",
            why=f"it was stopped after {seconds:.0f} seconds",
            remedy="print the file to PDF again, or split it, and try the copy",
        ) from None
    finally:
        _kill(process)
    try:
        kind, value = pickle.loads(out)
    except Exception:  # noqa: BLE001 - whatever is not an answer is a dead process
        raise FileError(
            f"'{name}' cannot be examined",
            why="the file made the PDF library crash",
            remedy="ask for a sound copy of the file; treat this one as unsafe",
        ) from None
    if kind == "memory":
        raise TooLarge(
            f"'{name}' needs too much memory", why="the limit was reached", remedy="split the file and try its parts"
        )
    if kind == "failed":
        raise FileError(f"'{name}' cannot be examined", why=str(value), remedy="ask for a sound copy of the file")
    if kind == "refused":
        raise value
    return value


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def _serve() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not get into the answer
    task, arguments, memory = pickle.load(sys.stdin.buffer)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (2 * memory, 2 * memory))
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    module, _, function = task.partition(":")
    answer: tuple[str, Any]
    try:
        if not module.startswith("foia.redaction."):
            raise ValueError("only this room's functions run here")
        act: Any = importlib.import_module(module)
        for name in function.split("."):
            act = getattr(act, name)
        answer = ("done", act(*arguments))
    except FoiaError as error:
        answer = ("refused", error)
    except MemoryError:
        answer = ("memory", "")
    except Exception as error:  # noqa: BLE001 - the caller gets the kind of error only: messages may hold text of the file
        answer = ("failed", type(error).__name__)
    answers.write(pickle.dumps(answer))
    answers.flush()
    os._exit(0)  # without running the libraries' clean-up, which may crash on a damaged file


if __name__ == "__main__":
    _serve()
