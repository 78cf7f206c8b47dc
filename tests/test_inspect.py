"""`inspect` names each trap, stays silent about sound files, and never crashes or hangs on a damaged one."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_remove import decide_strings, lines_pdf, remove, traps

from foia.cli.redact import inspect as command
from foia.errors import Encrypted, FileError, TooLarge
from foia.redaction import apart
from foia.redaction.inspect import examine, inspect


@pytest.mark.parametrize("trap", traps.TRAPS, ids=lambda trap: trap.name)
def test_each_trap_is_named(trap, tmp_path):
    path = tmp_path / "x.pdf"
    trap.build(path)
    found = examine(path)
    assert found.clean is not trap.leak
    if trap.kind:
        (first, *_) = [item for item in found.found if item.kind == trap.kind]
        if trap.leak and first.text:
            assert "".join(first.text.split()) in traps.SECRET.replace(" ", "") or trap.name == "ocr_layer"


def test_a_plain_page_and_a_redacted_one_are_clean(tmp_path):
    record = lines_pdf(tmp_path / "in.pdf", ["Statement of Tessa Vantongeren to Ed Po", "Officer Lee"] * 9, leading=20)
    assert examine(tmp_path / "in.pdf").clean
    remove(record, decide_strings(record, "Tessa Vantongeren", "Po"), tmp_path / "out.pdf")
    found = examine(tmp_path / "out.pdf")
    assert found.clean
    assert {item.kind for item in found.found} == {"document property"}


def test_every_box_is_a_finding_of_its_own(tmp_path):
    def draw(c):
        for row in (300, 330, 360):
            c.setFillColorRGB(0, 0, 0)
            c.drawString(72, row, "He answered yes to all of it")
            c.rect(137, row - 3, 40, 13, fill=1)

    traps.page(tmp_path / "x.pdf", extra=draw)
    assert len([item for item in examine(tmp_path / "x.pdf").found if item.severity == "leak"]) == 3


@pytest.mark.parametrize(
    "draw",
    [
        lambda c: c.rect(137, 297, 40, 13, fill=1) or c.setFillColorRGB(1, 1, 1) or c.drawString(138, 300, "white on black"),
        lambda c: c.setFillColorRGB(1, 1, 0.4) or c.rect(60, 460, 400, 40, fill=1, stroke=0) or c.drawString(70, 470, " "),
        lambda c: c.rect(70, 650, 300, 60, fill=0) or c.line(70, 660, 400, 660),
        lambda c: c.rect(137, 297, 40, 13, fill=1) or c.drawString(150, 300, ",  ."),
    ],
    ids=["white on black", "shading under nothing", "frames", "punctuation under a box"],
)
def test_honest_drawing_is_no_finding(draw, tmp_path):
    traps.page(tmp_path / "x.pdf", skip=(2,), extra=draw)
    assert examine(tmp_path / "x.pdf").clean


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.4\n%%EOF", b"%PDF-1.7\n" + bytes(range(256)) * 40])
def test_what_is_no_pdf_ends_in_one_clear_error(data, tmp_path):
    (tmp_path / "x.pdf").write_bytes(data)
    with pytest.raises(FileError):
        inspect(tmp_path / "x.pdf")


def test_a_locked_file_is_said_to_be_locked(tmp_path):
    import pikepdf

    traps.page(tmp_path / "x.pdf")
    with pikepdf.open(tmp_path / "x.pdf", allow_overwriting_input=True) as pdf:
        pdf.save(tmp_path / "x.pdf", encryption=pikepdf.Encryption(user="u", owner="o"))
    with pytest.raises(Encrypted):
        inspect(tmp_path / "x.pdf")


@pytest.mark.parametrize("cut", [200, 700, 1100])
def test_truncated_files_end_in_a_result_or_an_error(cut, tmp_path):
    traps.page(tmp_path / "x.pdf")
    (tmp_path / "x.pdf").write_bytes((tmp_path / "x.pdf").read_bytes()[:cut])
    with contextlib.suppress(FileError):
        assert inspect(tmp_path / "x.pdf").pages >= 0


def test_pages_that_were_not_reached_are_not_called_clean_without_a_word(tmp_path):
    traps.page(tmp_path / "x.pdf")
    assert examine(tmp_path / "x.pdf").complete
    hurried = examine(tmp_path / "x.pdf", patience=-1.0)
    assert hurried.clean
    assert not hurried.complete


def test_a_worker_that_hangs_or_dies_is_one_clear_error():
    with pytest.raises(TooLarge, match="too long"):
        apart.call("foia.redaction.inspect:time.sleep", 60, name="x.pdf", seconds=1.5)
    with pytest.raises(FileError, match="cannot be examined"):
        apart.call("os:_exit", 3, name="x.pdf")


def test_the_command_reports_without_the_text_unless_asked(tmp_path):
    traps.black_box(tmp_path / "bad.pdf")
    traps.page(tmp_path / "good.pdf")
    run = CliRunner().invoke(command, [str(tmp_path / "good.pdf"), str(tmp_path / "bad.pdf"), "--json"])
    assert run.exit_code == 1
    good, bad = (json.loads(line) for line in run.stdout.splitlines())
    assert (good["clean"], bad["clean"], bad["bad_redactions"]) == (True, False, 1)
    assert "Quillon" not in run.stdout
    run = CliRunner().invoke(command, [str(tmp_path / "bad.pdf"), "--reveal"])
    assert "Quillon" in run.stdout
    assert Path(tmp_path / "bad.pdf").exists()
