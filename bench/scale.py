"""How the cost grows: seconds a page over 1, 2, 4 times the documents and pages, on 1 and 2 workers; memory over pages.

    .venv/bin/python bench/scale.py [--pages 40] [--factors 1,2,4] [--workers 1,2] [--curve 100,1000,3000] [--no-release]

Every line is a run of its own process: an office is opened, PDFs of invented text are added, searched, decided and released.
CPU seconds are those of all its processes; `alone` is the part that the first process spent, which no worker can share: from it
follows the efficiency that two free cores would give. Memory is the most that all processes held together, sampled five times a
second: PSS counts memory that processes share once, RSS as often as it is mapped.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import click

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_THREAD_LIMIT", "BLIS_NUM_THREADS"):
    os.environ[_name] = "1"  # one thread a process, so that processes are what is compared

STAGES = ("read", "search", "decide", "release")
GROUND = {
    "node": "ilcs/5/140/7/1/c",
    "facts": "Numbers and names of private persons who called for help; nothing of the office's work.",
}


class Watch:
    """The most memory of this process and everything it started, and their CPU time."""

    def __init__(self) -> None:
        import psutil

        self._psutil, self._me = psutil, psutil.Process()
        self.rss = self.pss = self.processes = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(0.2):
            rss = pss = count = 0
            for process in (self._me, *self._me.children(recursive=True)):
                try:
                    held = process.memory_full_info()
                except self._psutil.Error:
                    continue
                rss, pss, count = rss + held.rss, pss + getattr(held, "pss", held.rss), count + 1
            self.rss, self.pss, self.processes = max(self.rss, rss), max(self.pss, pss), max(self.processes, count)

    def cpu(self) -> tuple[float, float]:
        """(of this process, of all)."""
        own = self._me.cpu_times()
        total = own.user + own.system + own.children_user + own.children_system
        for process in self._me.children(recursive=True):
            try:
                times = process.cpu_times()
            except self._psutil.Error:
                continue
            total += times.user + times.system + times.children_user + times.children_system
        return own.user + own.system, total

    def end(self) -> None:
        self._stop.set()
        self._thread.join()


def one(documents: int, pages: int, workers: int, release: bool) -> dict[str, Any]:
    """Run a case of so many PDFs of so many pages, and say what each stage cost."""
    from pages import draw

    from foia import jobs
    from foia.case import Office
    from foia.model import Actor, ActorRole

    officer = Actor("Rosalind Achterberg", "FOIA Officer", ActorRole.OFFICER)
    now = dt.datetime(2026, 8, 20, 19, 30, tzinfo=dt.UTC)
    spent: dict[str, tuple[float, float, float]] = {}
    with tempfile.TemporaryDirectory() as place:
        given = [draw(Path(place) / f"report-{n}.pdf", pages, seed=n).path for n in range(1, documents + 1)]
        watch = Watch()
        office = Office.open(files=Path(place) / "data", runner=jobs.Pool(workers), clock=lambda: now)
        office.save_person(officer, by=officer)
        case = office.add_request(
            "Please send me the incident reports of May.", received=now - dt.timedelta(days=2), by=officer
        ).id
        office.confirm_request(case, by=officer, requester="Luz Ferreira")

        def read() -> None:
            for path in given:
                office.add_record(case, path, by=officer, kind="incident_report")

        def decide() -> None:
            office.decide_all(case, verdict="redact", by=officer, **GROUND)
            for view in office.records(case):
                office.review_record(case, view.id, by=officer)

        steps = {"read": read, "search": lambda: office.prepare(case, by=officer), "decide": decide}
        if release:
            steps["release"] = lambda: office.release(case, by=officer)
        for stage, step in steps.items():
            started, (alone, total) = time.perf_counter(), watch.cpu()
            step()
            office.runner.rest()
            after = watch.cpu()
            spent[stage] = (time.perf_counter() - started, after[0] - alone, after[1] - total)
        office.close()
        watch.end()
    return {"spent": spent, "rss": watch.rss, "pss": watch.pss, "processes": watch.processes}


def apart(documents: int, pages: int, workers: int, release: bool) -> dict[str, Any]:
    """`one` in a process of its own."""
    command = [sys.executable, __file__, "--one", json.dumps([documents, pages, workers, release])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


@click.command()
@click.option("--pages", default=80, show_default=True, help="Pages of the smallest run.")
@click.option("--factors", default="1,2,4", show_default=True)
@click.option("--workers", default="1,2", show_default=True)
@click.option("--curve", default="100,1000,3000", show_default=True, help="Pages of the runs of memory, '' for none.")
@click.option("--release/--no-release", default=True, help="Remove and prove, too.")
@click.option("--one", "only", default="", hidden=True)
def main(pages: int, factors: str, workers: str, curve: str, release: bool, only: str) -> None:
    if only:
        click.echo(json.dumps(one(*json.loads(only))))
        return
    counts = [int(count) for count in workers.split(",") if count]
    click.echo("CPU seconds a page (all processes); wall seconds a page in brackets; alone: share of the first process")
    click.echo(
        f"{'documents x pages':<20}{'workers':>8}"
        + "".join(f"{stage:>17}" for stage in STAGES)
        + f"{'all':>17}{'alone':>8}{'PSS MiB':>9}"
    )
    costs: dict[int, list[float]] = {count: [] for count in counts}
    walls: dict[tuple[str, int], float] = {}
    for factor in [int(factor) for factor in factors.split(",") if factor]:
        for documents, each in dict.fromkeys([(factor, pages), (1, pages * factor)]):
            for count in counts:
                ran = apart(documents, each, count, release)
                whole = documents * each
                cells = [(ran["spent"][s][2] / whole, ran["spent"][s][0] / whole) for s in STAGES if s in ran["spent"]]
                cells.append((sum(cell[0] for cell in cells), sum(cell[1] for cell in cells)))
                alone = sum(spent[1] for spent in ran["spent"].values()) / (cells[-1][0] * whole)
                shape = f"{documents} x {each}"
                costs[count].append(cells[-1][0])
                walls[shape, count] = cells[-1][1]
                shown = "".join(f"{f'{cpu:.4f} ({wall:.3f})':>17}" for cpu, wall in cells)
                click.echo(f"{shape:<20}{count:>8}{shown}{alone:>8.0%}{ran['pss'] >> 20:>9,}")
                if count == 2 and (shape, 1) in walls:
                    bound = 1 / (2 * (alone + (1 - alone) / 2))
                    click.echo(
                        f"{'':<28}efficiency at 2 workers: {walls[shape, 1] / (2 * walls[shape, 2]):.2f} by the clock, at most {bound:.2f} by what runs alone"
                    )
    for count, found in costs.items():
        if found:
            click.echo(f"{count} worker(s): CPU seconds a page from {min(found):.4f} to {max(found):.4f}")
    for each in [int(each) for each in curve.split(",") if each]:
        ran = apart(1, each, 2, release)
        click.echo(
            f"memory at {each:>6,} pages, 2 workers: {ran['pss'] >> 20:,} MiB PSS, {ran['rss'] >> 20:,} MiB RSS, {ran['processes']} processes"
        )


if __name__ == "__main__":
    main()
