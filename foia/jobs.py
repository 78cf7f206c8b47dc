"""Run page work: in this process, in a pool of processes, or on a Dask cluster. One small protocol for the three.

A task is a key and the arguments of a module-level function. `run_kept` looks for a task's result in the file store first and
lets the worker itself keep it there, under a key made of content hash and engine version: so a killed worker, a lost scheduler
or a restarted machine goes on where it was, and nothing is done twice. At most a few tasks a worker are in flight
(back-pressure); a task that kills its worker is tried again alone, so that it cannot take others with it, and then given up.

May import: model, errors.
"""

from __future__ import annotations

import concurrent.futures as futures
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import spawn
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, Protocol

from foia.errors import FoiaError, StoreError, UsageError

TRIES = 3  # of a task whose worker died
AHEAD = 3  # tasks in flight a worker
POOL_FROM = 40  # pages from which starting processes, each with its models, pays


@dataclass(frozen=True, slots=True)
class Task:
    """Work for one call. `key` names it and, with the kind, its kept result; `pages` is its weight in progress."""

    key: str
    arguments: tuple[Any, ...]
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Result:
    task: Task
    value: Any = None
    error: FoiaError | None = None


class Cancel:
    """A wish to stop. Tasks in flight end; no further one starts."""

    def __init__(self) -> None:
        self._wished = threading.Event()

    def __call__(self) -> None:
        self._wished.set()

    @property
    def wished(self) -> bool:
        return self._wished.is_set()


class Keeper(Protocol):
    """Where results are kept (store.Files is one). It travels to the workers with each task."""

    def derived(self, kind: str, key: str) -> bytes | None: ...

    def keep(self, kind: str, key: str, result: bytes) -> None: ...


Progress = Callable[[int, int], None]  # pages done, pages in all


class Runner(Protocol):
    """Results come as they are done, in any order; a task's own error is in its result and stops nothing."""

    @property
    def workers(self) -> int: ...

    def run(self, function: Callable[..., Any], tasks: Iterable[Task], *, cancel: Cancel | None = None) -> Iterator[Result]: ...

    def rest(self) -> None:
        """Give back what idle workers of this machine hold (models, mostly). They start again when there is work."""

    def close(self) -> None: ...


class Serial:
    """In this process, one after the other."""

    workers = 1

    def run(self, function: Callable[..., Any], tasks: Iterable[Task], *, cancel: Cancel | None = None) -> Iterator[Result]:
        for task in tasks:
            if cancel is not None and cancel.wished:
                return
            yield _outcome(task, function)

    def rest(self) -> None:
        pass

    def close(self) -> None:
        pass


_STARTING = threading.Lock()


class _Worker(SpawnProcess):
    """A process that does not run this process's `__main__` again. Streamlit puts the page's script there; a worker that ran it
    would open the screens instead of working, and die."""

    def start(self) -> None:
        with _STARTING:
            prepared = spawn.get_preparation_data
            spawn.get_preparation_data = lambda name: {
                key: value for key, value in prepared(name).items() if not key.startswith("init_main")
            }
            try:
                super().start()
            finally:
                spawn.get_preparation_data = prepared


class _Alone(SpawnContext):
    Process = _Worker


class Pool:
    """In `workers` processes of their own, started at the first task and kept, so that models load once each."""

    def __init__(self, workers: int = 0) -> None:
        self.workers = workers or max(1, _cores())
        self._pool: futures.ProcessPoolExecutor | None = None
        self._lock = threading.Lock()
        self._running = 0

    def run(self, function: Callable[..., Any], tasks: Iterable[Task], *, cancel: Cancel | None = None) -> Iterator[Result]:
        with self._lock:
            self._running += 1
        try:
            yield from self._run(function, tasks, cancel)
        finally:
            with self._lock:
                self._running -= 1

    def _run(self, function: Callable[..., Any], tasks: Iterable[Task], cancel: Cancel | None) -> Iterator[Result]:
        waiting = deque[Task]()
        source = iter(tasks)
        flying: dict[futures.Future[Result], Task] = {}
        suspects: list[Task] = []
        while True:
            stop = cancel is not None and cancel.wished
            while not stop and len(flying) < self.workers * AHEAD:
                task = waiting.popleft() if waiting else next(source, None)
                if task is None:
                    break
                try:
                    flying[self._executor().submit(_outcome, task, function)] = task
                except BrokenProcessPool:
                    self._drop()
                    waiting.append(task)
            if not flying:
                break
            done, _ = futures.wait(flying, timeout=0.5, return_when=futures.FIRST_COMPLETED)
            for future in done:
                task = flying.pop(future)
                try:
                    yield future.result()
                except (BrokenProcessPool, futures.CancelledError):
                    self._drop()
                    suspects.append(task)  # it, or another that ran beside it, killed its worker
        for task in suspects:
            if cancel is not None and cancel.wished:
                return
            yield self._alone(function, task)

    def _alone(self, function: Callable[..., Any], task: Task) -> Result:
        for _ in range(TRIES - 1):
            with futures.ProcessPoolExecutor(1, mp_context=_Alone(), initializer=_quiet) as pool:
                try:
                    return pool.submit(_outcome, task, function).result()
                except BrokenProcessPool:
                    continue
        return Result(task, error=_died(task))

    def _executor(self) -> futures.ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                context = _Alone()  # forking a process with threads and PDFium in it is unsafe
                self._pool = futures.ProcessPoolExecutor(self.workers, mp_context=context, initializer=_quiet)
            return self._pool

    def _drop(self) -> None:
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def rest(self) -> None:
        with self._lock:
            if self._running:
                return
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True)

    def close(self) -> None:
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)


class Auto:
    """In this process while there is little to do, in a pool of processes when that pays for starting them."""

    def __init__(self) -> None:
        self.workers = max(1, _cores())
        self._serial, self._pool = Serial(), Pool(self.workers)

    def run(self, function: Callable[..., Any], tasks: Iterable[Task], *, cancel: Cancel | None = None) -> Iterator[Result]:
        waiting = list(tasks)
        much = self.workers > 1 and len(waiting) > 1 and sum(task.pages for task in waiting) >= POOL_FROM
        chosen: Runner = self._pool if much else self._serial
        return chosen.run(function, waiting, cancel=cancel)

    def rest(self) -> None:
        self._pool.rest()

    def close(self) -> None:
        self._pool.close()


class Dask:
    """On a Dask cluster: `address` of its scheduler, or "" for one inside this machine. Needs the extra `foia[cluster]`."""

    def __init__(self, address: str = "", *, workers: int = 0, timeout: float = 20) -> None:
        try:
            import distributed
        except ImportError as error:
            raise StoreError(
                "The cluster runner is not installed",
                why="the package `distributed` is missing",
                remedy="install foia[cluster]",
            ) from error
        try:
            if address:
                self._client = distributed.Client(address, timeout=timeout)
            else:
                self._client = distributed.Client(
                    n_workers=workers or _cores(), threads_per_worker=1, dashboard_address=None, processes=True
                )
        except (OSError, TimeoutError) as error:
            raise StoreError(
                "The cluster's scheduler cannot be reached",
                why=type(error).__name__,
                remedy="check its address (tcp://HOST:PORT) and that it runs",
            ) from error
        self._wait_for_first = distributed.as_completed

    @property
    def workers(self) -> int:
        """How many there are now: they come and go."""
        return max(1, len(self._client.nthreads()))

    def run(self, function: Callable[..., Any], tasks: Iterable[Task], *, cancel: Cancel | None = None) -> Iterator[Result]:
        source = iter(tasks)
        flying: dict[Any, Task] = {}
        arrivals = self._wait_for_first()

        def send() -> None:
            ahead = self.workers * AHEAD
            while len(flying) < ahead and (task := next(source, None)) is not None:
                future = self._client.submit(_outcome, task, function, pure=False, retries=TRIES - 1)
                flying[future] = task
                arrivals.add(future)

        send()
        while flying:
            future = next(arrivals)
            task = flying.pop(future)
            yield future.result() if future.status == "finished" else Result(task, error=_died(task))
            future.release()
            if cancel is None or not cancel.wished:
                send()

    def rest(self) -> None:
        pass  # the cluster's workers are others' too

    def close(self) -> None:
        self._client.close()


def runner(name: str = "") -> Runner:
    """A runner by its setting: "auto" (or ""), "serial", "pool", "pool:N", "dask", or a scheduler's address ("tcp://host:8786")."""
    kind, _, rest = name.partition(":")
    if kind in ("", "auto"):
        return Auto()
    if kind == "serial":
        return Serial()
    if kind == "pool" and (rest or "0").isdigit():
        return Pool(int(rest or 0))
    if kind == "dask":
        return Dask()
    if kind not in ("tcp", "tls", "ws", "wss"):
        raise UsageError(f"'{name[:40]}' is no way to run work", remedy="give auto, serial, pool:N, dask, or tcp://HOST:PORT")
    return Dask(name)


def run_kept(
    runner: Runner,
    files: Keeper,
    kind: str,
    function: Callable[..., bytes],
    tasks: Iterable[Task],
    *,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
    values: bool = True,
) -> Iterator[Result]:
    """Results as bytes, from the file store where they are kept, else worked out and kept there by the worker.

    `function` takes the store and the task's arguments. Tasks' keys must name content and engine version. Without `values`
    the results are kept, not brought here.
    """
    tasks = list(tasks)
    total, done = sum(task.pages for task in tasks), 0
    if progress is not None:
        progress(0, total)
    todo = []
    for task in tasks:
        kept = files.derived(kind, task.key)
        if kept is None:
            todo.append(Task(task.key, (files, kind, function, task), task.pages))
            continue
        done += task.pages
        if progress is not None:
            progress(done, total)
        yield Result(task, kept if values else None)
    for result in runner.run(_keep, todo, cancel=cancel):
        task = result.task.arguments[3]
        done += task.pages
        if progress is not None:
            progress(done, total)
        yield Result(task, files.derived(kind, task.key) if values and result.error is None else None, result.error)


def _keep(files: Keeper, kind: str, function: Callable[..., bytes], task: Task) -> None:
    if files.derived(kind, task.key) is None:
        files.keep(kind, task.key, function(files, *task.arguments))


def _outcome(task: Task, function: Callable[..., Any]) -> Result:
    try:
        return Result(task, function(*task.arguments))
    except FoiaError as error:
        return Result(task, error=error)
    except MemoryError:
        return Result(task, error=StoreError("The machine has too little memory for this work", remedy="use fewer workers"))


def _died(task: Task) -> StoreError:
    return StoreError(
        f"The work on '{task.key[:24]}' ended without a result",
        why="the process that did it died, more than once",
        remedy="look at the file: it may be damaged or hostile; or give the machine more memory",
    )


def _quiet() -> None:
    """Workers leave stopping to their parent, take one thread each, and end when it is gone."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["OMP_THREAD_LIMIT"] = "1"
    parent = os.getppid()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
