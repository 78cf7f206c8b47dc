"""`foia law` and `foia decide`: shapes, exit codes, and errors that say what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from foia.cli import cli
from foia.errors import AnswerError, CatalogError, FileError, UsageError

BWC = "50 ILCS 706/10-20(b)"
DECIDE_KEYS = {
    "node", "citation", "as_of", "version", "status", "finding", "asks", "blocked_by", "duties", "trace", "explanation",
}  # fmt: skip


def run(*args: str, typed: str = "") -> Result:
    result = CliRunner().invoke(cli, list(args), input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def decide(tmp_path: Path, answers: dict[str, object], node: str = BWC, *more: str) -> dict[str, object]:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(answers))
    found: dict[str, object] = json.loads(
        run("decide", node, "--answers", str(file), "--as-of", "2026-08-20", "--json", *more).stdout
    )
    return found


def test_decide_gives_the_object_of_the_contract(tmp_path: Path) -> None:
    found = decide(tmp_path, {"body_camera": True})
    assert set(found) >= DECIDE_KEYS
    assert (found["node"], found["citation"], found["as_of"]) == ("ilcs/50/706/10-20/b", BWC, "2026-08-20")
    assert (found["version"], found["status"], found["finding"]) == ("2022-01-07", "in_force", "undetermined")
    asks = found["asks"]
    assert isinstance(asks, list)
    assert set(asks[0]) >= {"fact", "ask", "scope"}


def test_a_node_path_and_a_citation_are_the_same(tmp_path: Path) -> None:
    assert decide(tmp_path, {"flagged": False}, BWC) == decide(tmp_path, {"flagged": False}, "ilcs/50/706/10-20/b")


def test_answers_may_be_yaml(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text("body_camera: true\nflagged: true\narrested: true\nrequester_in_recording: cant_tell\n")
    out = run("decide", BWC, "--answers", str(file), "--as-of", "2026-08-20").stdout
    assert out.startswith("NOT EXEMPT  50 ILCS 706/10-20(b), as in force 2026-08-20")


def test_a_batch_keeps_ids_and_order(tmp_path: Path) -> None:
    lines = [
        {"id": "x", "answers": {"body_camera": False}},
        {"id": 7, "answers": {"body_camera": True, "requester_in_recording": False, "flagged": False}},
    ]
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines))
    run("decide", BWC, "--jsonl", str(source), "--out", str(out), "--as-of", "2026-08-20")
    found = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(item["id"], item["finding"]) for item in found] == [("x", "not_exempt"), (7, "exempt")]
    assert set(found[0]) >= DECIDE_KEYS | {"id"}


def test_several_subjects_give_one_finding_each(tmp_path: Path) -> None:
    shared = {"body_camera": True, "requester_in_recording": False, "flagged": True}
    persons = {
        "P1": {"arrested": True},
        "P2": {"arrested": False, "expected_privacy": True, "victim": True, "written_permission": False},
    }
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": 1, "answers": shared | {"subjects": persons}}))
    found = [json.loads(line) for line in run("decide", BWC, "--jsonl", str(source)).stdout.splitlines()]
    assert [(item["id"], item["subject"], item["finding"]) for item in found] == [(1, "P1", "not_exempt"), (1, "P2", "exempt")]
    source.write_text(json.dumps({"id": 1, "answers": shared | {"subjects": ["P1"]}}))
    with pytest.raises(UsageError, match=r"line 1: 'subjects' does not name persons"):
        run("decide", BWC, "--jsonl", str(source))


def test_law_show_prints_the_test_as_a_tree_of_questions_with_their_facts() -> None:
    out = run("law", "show", "7(1)(h)").stdout
    assert "Exempt if:\n  any of:\n    ? Is it a proposal or bid" in out
    assert "    but not if: ? Has an award or final selection been made?  [award_made: record, yes/no]" in out
    assert "[recorded_on: record, YYYY-MM-DD]" in run("law", "show", "10-20(a)(7)").stdout
    assert "To be weighed and written down:\n  ? What legitimate public interest" in run("law", "show", "7(1)(c)").stdout


def test_a_bad_batch_line_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": 1, "answers": {}}\n{"id": 2, "answers": {"nope": true}}\n')
    with pytest.raises(AnswerError, match=r"in\.jsonl, line 2"):
        run("decide", BWC, "--jsonl", str(source), "--out", str(out))
    assert not out.exists()
    source.write_text("not json\n")
    with pytest.raises(UsageError, match="line 1 is not a batch line"):
        run("decide", BWC, "--jsonl", str(source), "--out", str(out))


def test_interactive_asks_only_what_matters_and_repeats_a_bad_answer() -> None:
    result = run("decide", BWC, "--interactive", "--as-of", "2026-08-20", typed="yes\nmaybe\nno\nno\n")
    assert result.stdout.startswith("EXEMPT")
    assert result.stderr.count("[record]") + result.stderr.count("[request]") == 4
    assert "[person]" not in result.stderr


def test_a_proposal_decides_nothing() -> None:
    found = json.loads(run("decide", "6.1(g-1)", "--as-of", "2026-08-20", "--json").stdout)
    assert (found["finding"], found["status"], found["asks"]) == ("not_in_force", "proposed", [])
    assert "never enacted" in found["explanation"]


def test_law_list_gives_one_object_a_line() -> None:
    items = [json.loads(line) for line in run("law", "list", "--json", "--as-of", "2026-08-20").stdout.splitlines()]
    assert len(items) > 180
    assert all(set(item) == {"node", "citation", "title", "status", "effect"} for item in items)
    assert {item["status"] for item in items} >= {"in_force", "proposed", "blank"}


def test_law_show_gives_words_source_questions_and_authorities() -> None:
    shown = json.loads(run("law", "show", "7(1)(d-6)", "--json", "--as-of", "2026-08-20").stdout)
    assert shown["sources"] == [{"document": "hb3512-enrolled", "page": 4, "line": 12, "to_page": 4, "to_line": 18}]
    assert "Section 9.2 of the Illinois Police Training Act" in shown["words"]
    assert shown["printed"][0]["printed"] == "Section 9.2 9.4 of"
    out = run("law", "show", "7(1)(n)", "--as-of", "2026-08-20").stdout
    assert "Kalven v. City of Chicago" in out
    assert "hb3512-enrolled p. 10:1-4" in out


def test_law_check_prints_coverage_and_ends_with_zero() -> None:
    out = run("law", "check").stdout
    assert "coverage of 5 ILCS 140/7: 377 of 377 lines" in out
    assert out.rstrip().endswith("all checks hold")
    assert json.loads(run("law", "check", "--json").stdout)["problems"] == []


@pytest.mark.parametrize(
    ("args", "error", "code"),
    [
        (("decide", "7(1)(zz)", "--json"), UsageError, 2),
        (("decide", BWC, "--as-of", "2021-12-31"), UsageError, 2),
        (("decide", BWC, "--as-of", "yesterday"), UsageError, 2),
        (("decide", BWC, "--interactive", "--answers", "a.yaml"), UsageError, 2),
        (("decide", BWC, "--answers", "missing.yaml"), FileError, 3),
        (("law", "list", "--overlay", "missing.yaml"), CatalogError, 6),
    ],
)
def test_bad_calls_end_with_their_code_and_a_remedy(args: tuple[str, ...], error: type[UsageError], code: int) -> None:
    with pytest.raises(error) as caught:
        run(*args)
    assert caught.value.exit_code == code
    assert caught.value.remedy


def test_answers_that_are_no_answers_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    for text in ("- body_camera\n", "body_camera: true\nbody_camera: false\n", "{"):
        file.write_text(text)
        with pytest.raises(UsageError):
            run("decide", BWC, "--answers", str(file))


def test_the_command_starts_without_heavy_imports() -> None:
    heavy = {"spacy", "streamlit", "sqlalchemy", "numpy", "pypdfium2", "presidio_analyzer"}
    code = f"import sys, foia.cli.law; print(sorted({{m.split('.')[0] for m in sys.modules}} & {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
