"""Jobs: the same results from every runner; kept, so that nothing is done twice; a dying worker harms only its own task."""

from __future__ import annotations

import os
import signal
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from foia.errors import FileError, StoreError, UsageError
from foia.jobs import Auto, Cancel, Dask, Pool, Runner, Serial, Task, run_kept, runner
from foia.store import Files


def double(number: int) -> int:
    return 2 * number


def fail_on_three(number: int) -> int:
    if number == 3:
        raise FileError("Number three cannot be read", why="it is three")
    return number


def die_on_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def written(_files: Files, folder: str, number: int) -> bytes:
    """A result, and a trace of having been worked out."""
    with open(Path(folder) / f"{number}.runs", "a") as runs:
        runs.write("x")
    return str(number).encode() * 1000


def die_once(_files: Files, folder: str, number: int) -> bytes:
    trace = Path(folder) / f"{number}.tried"
    if number == 2 and not trace.exists():
        trace.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return str(number).encode()


@pytest.fixture(scope="module", params=["serial", "pool", "auto", "dask"])
def any_runner(request: pytest.FixtureRequest) -> Iterator[Runner]:
    if request.param == "dask":
        pytest.importorskip("distributed")
    chosen: Runner = {"serial": Serial, "auto": Auto, "pool": lambda: Pool(2), "dask": lambda: Dask(workers=2)}[request.param]()
    yield chosen
    chosen.close()


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    chosen = Pool(2)
    yield chosen
    chosen.close()


def _tasks(count: int) -> list[Task]:
    return [Task(str(number), (number,)) for number in range(count)]


def test_every_task_gives_its_result_once(any_runner: Runner) -> None:
    results = {result.task.key: result.value for result in any_runner.run(double, _tasks(30))}
    assert results == {str(number): 2 * number for number in range(30)}


def test_a_tasks_error_is_its_own(any_runner: Runner) -> None:
    results = {result.task.key: result for result in any_runner.run(fail_on_three, _tasks(6))}
    error = results.pop("3").error
    assert isinstance(error, FileError)
    assert (error.what, error.why) == ("Number three cannot be read", "it is three")
    assert {key: result.value for key, result in results.items()} == {str(n): n for n in (0, 1, 2, 4, 5)}


def test_tasks_are_taken_as_they_are_needed(any_runner: Runner) -> None:
    if isinstance(any_runner, Auto):
        pytest.skip("it looks at all tasks to choose")
    taken = 0

    def endless() -> Iterator[Task]:
        nonlocal taken
        while True:
            taken += 1
            yield Task(str(taken), (taken,))

    run = any_runner.run(double, endless())
    for _ in range(5):
        next(run)
    assert taken <= 5 + 2 * 3 + 1
    run.close()  # type: ignore[attr-defined]


def test_a_wish_to_stop_is_followed(any_runner: Runner) -> None:
    cancel, done = Cancel(), 0
    for _ in any_runner.run(double, _tasks(200), cancel=cancel):
        done += 1
        if done == 3:
            cancel()
    assert 3 <= done <= 3 + 2 * 3


def test_what_was_worked_out_is_not_worked_out_again(any_runner: Runner, tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    tasks = [Task(f"key-{number}", (str(tmp_path), number), 10) for number in range(4)]
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))

    first = {r.task.key: r.value for r in run_kept(any_runner, files, "results", written, tasks[:2])}
    second = {r.task.key: r.value for r in run_kept(any_runner, files, "results", written, tasks, progress=progress)}
    assert second == {f"key-{number}": str(number).encode() * 1000 for number in range(4)}
    assert first.items() <= second.items()
    assert [(tmp_path / f"{number}.runs").read_text() for number in range(4)] == ["x"] * 4
    assert (seen[0], seen[-1]) == ((0, 40), (40, 40))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_task_that_kills_its_worker_takes_no_other_with_it(pool: Pool) -> None:
    results = {result.task.key: result for result in pool.run(die_on_three, _tasks(8))}
    assert isinstance(results["3"].error, StoreError)
    assert {key: result.value for key, result in results.items() if key != "3"} == {str(n): n for n in range(8) if n != 3}
    assert [result.value for result in pool.run(double, _tasks(1))] == [0]  # and the pool goes on


def test_a_worker_that_died_by_accident_costs_nothing_but_time(pool: Pool, tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    tasks = [Task(f"key-{number}", (str(tmp_path), number)) for number in range(6)]
    results = {r.task.key: (r.value, r.error) for r in run_kept(pool, files, "results", die_once, tasks)}
    assert results == {f"key-{number}": (str(number).encode(), None) for number in range(6)}


@pytest.mark.parametrize(("name", "kind"), [("serial", Serial), ("", Auto), ("pool:3", Pool)])
def test_a_runner_is_chosen_by_its_setting(name: str, kind: type) -> None:
    chosen = runner(name)
    assert isinstance(chosen, kind)
    assert chosen.workers == 3 if name == "pool:3" else chosen.workers >= 1
    chosen.close()


@pytest.mark.parametrize("name", ["pool:many", "fast", "http://x"])
def test_a_runner_that_does_not_exist_is_explained(name: str) -> None:
    with pytest.raises(UsageError, match="no way to run work"):
        runner(name)


def test_a_scheduler_that_is_not_there_is_explained() -> None:
    pytest.importorskip("distributed")
    with pytest.raises((StoreError, UsageError), match="cannot be reached"):
        Dask("tcp://127.0.0.1:1", timeout=1)


def test_workers_do_not_run_the_page_that_streamlit_puts_in_the_place_of_main(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.py"
    page.write_text("raise SystemExit('run again')\n", encoding="utf-8")
    fake = types.ModuleType("__main__")
    fake.__file__ = str(page)
    monkeypatch.setitem(sys.modules, "__main__", fake)
    pool = Pool(1)
    try:
        assert [result.value for result in pool.run(double, [Task("a", (4,))])] == [8]
    finally:
        pool.close()
