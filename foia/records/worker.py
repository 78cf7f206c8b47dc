"""A process of its own for every parse: files come from strangers, and parsers crash, hang and swallow memory.

Imports: stdlib, errors, limits. A worker is a plain `python -m foia.records.worker` that talks over its pipes, so that it
never imports the caller's main module (under Streamlit that would run the app again). It is kept for the next file, and
killed when a limit is reached.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from foia.errors import FileError, FoiaError, TooLarge
from foia.records.limits import Limits

_PULSE = 0.05  # seconds between two looks at a worker's memory
_HEADROOM = 2 * 1024**3  # bytes of address space beyond the limit on memory: libraries map more than they use
_RETIRED_AT = 500 * 1024**2  # bytes a worker may have kept after a file; more, and the next file gets a new one
_KEPT = max(os.cpu_count() or 1, 2)
_LENGTH = struct.Struct("<Q")


def call(task: str, *arguments: object, limits: Limits, name: str) -> Any:
    """`task` ("module:function" of foia.records) run in a worker with these arguments; its result.

    The function gets one more argument, `tick`, to call after each page. `name` is the file's, for errors.
    Raises what the function raises if it is a FoiaError; TooLarge at a limit; FileError when the worker fails otherwise.
    """
    worker = _take()
    finished = False
    try:
        result = worker.run(task, arguments, limits, name)
        finished = True
    except FoiaError as error:
        finished = not getattr(error, "killed", False)
        raise
    finally:
        if finished and worker.memory() < _RETIRED_AT:
            _give_back(worker)
        else:
            worker.kill()
    if isinstance(result, FoiaError):
        raise result
    return result


# ------------------------------------------------------------------------------------------------------ the callers' side

_idle: list[_Worker] = []
_lock = threading.Lock()


class _Worker:
    def __init__(self) -> None:
        environment = dict(os.environ)
        environment |= {"OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
        root = str(Path(__file__).resolve().parents[2])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [root, environment.get("PYTHONPATH")]))
        self.owner = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "foia.records.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        while True:
            message = _receive(self._process.stdout)
            self._answers.put(message)
            if message is None:
                return

    def run(self, task: str, arguments: tuple[object, ...], limits: Limits, name: str) -> Any:
        try:
            assert self._process.stdin is not None
            _send(self._process.stdin, (task, arguments, limits.memory))
        except OSError:
            raise _crashed(name) from None
        deadline = time.monotonic() + limits.seconds
        while True:
            try:
                answer = self._answers.get(timeout=_PULSE)
            except queue.Empty:
                if time.monotonic() > deadline:
                    raise _killed(
                        TooLarge(
                            f"'{name}' takes too long to read",
                            why=f"reading was stopped after {limits.seconds:.0f} seconds without the next page",
                            remedy="ask for a simpler copy of the file (printed to PDF again), or raise the limit",
                        )
                    ) from None
                if self.memory() > limits.memory:
                    raise _killed(_swallowed(name, limits)) from None
                continue
            if answer is None:
                raise _crashed(name)
            kind, value = answer
            if kind == "tick":
                # a finished page buys time for the next ones, so that a long scan is not taken for a hanging file
                deadline += limits.seconds_a_page
            elif kind == "memory":
                raise _killed(_swallowed(name, limits))
            elif kind == "failed":
                raise _unreadable(name, str(value))
            elif kind == "refused":
                raise value
            else:
                return value

    def memory(self) -> int:
        """Resident bytes of the worker, 0 where the system does not tell."""
        try:
            pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        except (OSError, IndexError, ValueError):
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE")

    def is_alive(self) -> bool:
        return self.owner == os.getpid() and self._process.poll() is None

    def kill(self) -> None:
        if self.owner != os.getpid():
            return
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)  # and what it started, LibreOffice for one
            else:
                self._process.kill()
        with contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        self._process.wait()


def _take() -> _Worker:
    with _lock:
        while _idle:
            worker = _idle.pop()
            if worker.is_alive():
                return worker
    return _Worker()


def _give_back(worker: _Worker) -> None:
    with _lock:
        if worker.is_alive() and len(_idle) < _KEPT:
            _idle.append(worker)
            return
    worker.kill()


@atexit.register
def stop_all() -> None:
    """Ends the idle workers."""
    with _lock:
        while _idle:
            _idle.pop().kill()


def _killed(error: FoiaError) -> FoiaError:
    error.killed = True  # type: ignore[attr-defined]
    return error


def _crashed(name: str) -> FoiaError:
    return _killed(
        FileError(
            f"'{name}' cannot be read",
            why="the program that reads such files crashed on it",
            remedy="the file is damaged or hostile: ask for a sound copy, or print it to PDF elsewhere",
        )
    )


def _swallowed(name: str, limits: Limits) -> FoiaError:
    return TooLarge(
        f"'{name}' needs too much memory to read",
        why=f"reading was stopped at {limits.memory // 1024**2:,} MiB",
        remedy="ask for a simpler copy of the file, or raise the limit",
    )


def _unreadable(name: str, cause: str) -> FoiaError:
    return FileError(
        f"'{name}' cannot be read",
        why=f"it is damaged, or not what it claims to be ({cause})",
        remedy="ask for a sound copy of the file",
    )


# ------------------------------------------------------------------------------------------------------ the worker's side


def _send(pipe: BinaryIO | Any, message: object) -> None:
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def _receive(pipe: BinaryIO | Any) -> Any:
    """The next message, None at the end of the pipe."""
    try:
        head = pipe.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return None
        content = pipe.read(_LENGTH.unpack(head)[0])
        return pickle.loads(content)
    except (OSError, ValueError, EOFError, pickle.UnpicklingError):
        return None


def _limit_memory(size: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size + _HEADROOM, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold text of a record


def _serve() -> None:
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not reach the pipe
    gc.set_threshold(100_000, 20, 50)  # a page's words are many objects and no garbage
    while (request := _receive(requests)) is not None:
        task, arguments, memory = request
        _limit_memory(memory)
        try:
            module, _, function = task.partition(":")
            run: Callable[..., Any] = getattr(importlib.import_module(f"foia.records.{module}"), function)
            answer: tuple[str, object] = ("done", run(*arguments, tick=lambda: _send(answers, ("tick", None))))
        except FoiaError as error:
            answer = ("refused", error)
        except MemoryError:
            answer = ("memory", None)
        except RecursionError:
            answer = ("failed", "nested too deeply")
        except Exception as error:  # noqa: BLE001 - the edge of the process: parsers raise anything; its text may hold a record's
            answer = ("failed", type(error).__name__)
        _send(answers, answer)


if __name__ == "__main__":
    _serve()
