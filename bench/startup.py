"""How soon the program answers: `foia law show`, `foia due`, and the first screen of `foia app`.

    .venv/bin/python bench/startup.py [--rounds 5] [--no-app]

Wall and CPU seconds of whole processes, the best and the median of several rounds, beside a bare `python -c pass` in the same
rounds. The first screen is timed from the command to words on the page in a headless browser; without Playwright it is skipped.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import click

FOIA = Path(sys.executable).with_name("foia")
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "foia law show": [str(FOIA), "law", "show", "ilcs/5/140/7/1/b"],
    "foia due": [str(FOIA), "due", "--received", "2026-08-17T10:15", "--kind", "standard"],
}


def once(command: list[str]) -> tuple[float, float]:
    """(wall, CPU) seconds of a command that must succeed."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise click.ClickException(f"{' '.join(command[:3])}: {done.stderr[-500:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def first_screen() -> tuple[float, float] | None:
    """Seconds from `foia app` to an answering server, and to words on the first screen; None without a browser."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        return None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        system = Path("/usr/bin/chromium")
        try:
            browser = playwright.chromium.launch(
                executable_path=str(system) if system.exists() else None, args=["--no-sandbox"]
            )
        except Error:
            return None
        page = browser.new_page()
        started = time.perf_counter()
        server = subprocess.Popen(
            [str(FOIA), "app", "--no-browser", "--port", str(port), "--data", place],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            while True:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
                    break
                if time.perf_counter() - started > 60 or server.poll() is not None:
                    raise click.ClickException("foia app did not start")
                time.sleep(0.02)
            listening = time.perf_counter() - started
            page.goto(f"http://127.0.0.1:{port}")
            page.wait_for_function(
                "(document.querySelector('[data-testid=stMain]')?.innerText ?? '').trim().length > 20", timeout=60_000
            )
            return listening, time.perf_counter() - started
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            server.wait()
            browser.close()


@click.command()
@click.option("--rounds", default=5, show_default=True)
@click.option("--app/--no-app", default=True)
def main(rounds: int, app: bool) -> None:
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            spent[name].append(once(command))
    click.echo(f"{'command':<18}{'best wall':>11}{'median wall':>13}{'best CPU':>10}{'median CPU':>12}")
    for name, found in spent.items():
        walls, cpus = zip(*found, strict=True)
        click.echo(f"{name:<18}{min(walls):>11.2f}{median(walls):>13.2f}{min(cpus):>10.2f}{median(cpus):>12.2f}")
    if app:
        screens = [found for found in (first_screen() for _ in range(min(rounds, 3))) if found is not None]
        if not screens:
            click.echo("foia app: skipped, there is no browser; pip install playwright && playwright install chromium")
            return
        listening, words = zip(*screens, strict=True)
        click.echo(
            f"foia app: listens after {min(listening):.2f} s at best, words on the first screen after {min(words):.2f} s at best, {median(words):.2f} s in the median"
        )


if __name__ == "__main__":
    main()
