"""Which provisions to look at, and where: both faces of each, passages, learning, sorting, segregability. All people are invented."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foia.errors import CatalogError, UsageError
from foia.exemptions import load_catalog
from foia.model import Decision, Detection, Page, Reach, Record, Stance
from foia.propose.triage import (
    DATA_VERSION,
    THRESHOLD,
    Example,
    Pile,
    answered,
    learn,
    record_kind,
    remember,
    run_batch,
    segregability,
    sort_case,
    threads,
    triage,
)
from foia.propose.triage.cues import CueBook, load_cues
from foia.propose.triage.passages import cut
from foia.propose.triage.phrases import PhraseIndex, stem, tokens
from foia.propose.triage.pieces import PieceTable, load_pieces, pack
from foia.propose.triage.wordmodel import _FILE as WORDS_FILE
from foia.propose.triage.wordmodel import NOTHING, Likeness, load_words

DAY = dt.date(2026, 8, 3)
CATALOG = load_catalog()


def nodes(text: str, **options: object) -> list[str]:
    return [one.node.removeprefix("ilcs/5/140/") for one in triage(text, catalog=CATALOG, as_of=DAY, **options)]  # type: ignore[arg-type]


def record(
    identity: str, text: str, *, fields: dict[str, str] | None = None, parent: str | None = None, format: str = "txt"
) -> Record:
    pages = tuple(Page(n, 612, 792, part, ()) for n, part in enumerate(text.split("\f"), 1))
    return Record(
        id=identity, name=f"{identity}.{format}", format=format, sha256=identity, source=Path("x"), view=Path("x"), pages=pages,
        fields=fields or {}, parent=parent,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("node", "raises", "settled"),
    [
        ("7/1/h", "Four sealed bids are with the clerk; the evaluation committee has not met.",
         "The sealed bids were opened in May and the contract was awarded to Kern Paving."),
        ("7/1/n", "The arbitrator heard the grievance; a ruling on the suspension is pending.",
         "The commission's decision is final: the sergeant was suspended for ten days after the hearing."),
        ("7/1/p", "At the bargaining table our bottom line is two percent.", "The executed labor agreement gives patrol two percent."),
        ("7/1/l", "Minutes of the closed session of May 4, still confidential.",
         "The board released the minutes of its closed session; they are on the website."),
        ("7/1/r", "The appraisal of the Hobbs parcel sets our maximum offer.", "The Hobbs parcel was bought in 2023 and the deed is recorded."),
        ("7/1/f", "First draft of the memo; I would lean toward closing the station, nothing is decided.",
         "The final report was adopted and is posted for comment."),
        ("7/1/d/iv", "A neighbor told the officer who did it and asked to remain anonymous.",
         "After the crash both drivers and a witness told the officer that the truck ran the red light."),
        ("7/1/d-6", "An extract of the Officer Professional Conduct Database pulled for the lateral hire.",
         "Our own investigation of the officer is in the department's own complaint register."),
        ("7/1/d/vii", "The suspect has not been found and the investigation is active.", "The case closed in 2024; he pled guilty and was sentenced."),
    ],
)  # fmt: skip
def test_cues_raise_a_provision_and_counter_cues_lower_it(node: str, raises: str, settled: str) -> None:
    assert node in nodes(raises)[:2]
    assert node not in nodes(settled)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\f\n",
        "Leaf pickup begins on October 20; rake to the curb.",
        "Officer Brandt, badge 418, cleared the alarm at 2:14 a.m.",
        "Salary of the finance director: $121,400.",
        "The village board approved the road program 6-0.",
    ],
)
def test_a_passage_without_identifier_or_cue_raises_nothing(text: str) -> None:
    assert nodes(text) == []


def test_a_detection_raises_its_provision_behind_the_matter_of_the_passage() -> None:
    text = "Sealed bids are in the safe until the bid opening. Bidder SSN 412-55-0199."
    at = text.index("412")
    found = Detection(start=at, end=at + 11, type="US_SSN", score=0.99, text=text[at : at + 11], why="label")
    raised = nodes(text, detections=(found,))
    assert raised[0] == "7/1/h"
    assert "7/1/b" in raised


def test_candidates_show_passage_reason_and_question_and_never_conclude() -> None:
    text = (
        "Copies cost fifteen cents.\n\n"
        + "Leaves are collected on Mondays. " * 12
        + "\n\nThe sealed bids stay shut until Thursday."
    )
    result = triage(text, catalog=CATALOG, as_of=DAY)
    best = result.candidates[0]
    assert best.citation == "5 ILCS 140/7(1)(h)"
    assert text[best.passages[0].start : best.passages[0].end] == "The sealed bids stay shut until Thursday."
    assert "sealed bids" in best.why
    assert best.question.endswith("?")
    assert 0 < THRESHOLD <= best.score < 1
    assert not hasattr(best, "exempt")


def test_proposed_blank_and_open_provisions_are_never_candidates() -> None:
    text = "Settlement agreement: the village pays $40,000. The decertification is proposed."
    raised = triage(text, catalog=CATALOG, as_of=DAY)
    assert all(CATALOG[one.node].effect != "must_disclose" for one in raised)
    assert not {"ilcs/5/140/7.5/mmm", "ilcs/5/140/7/1/w"} & {one.node for one in raised}


def test_every_cue_names_a_provision_of_the_catalogue_with_a_question() -> None:
    for node, cues in load_cues().cues.items():
        assert node in CATALOG, node
        assert cues.question.endswith((".", "?", ")")), node


def test_every_exemption_in_force_has_cues() -> None:
    missing = [
        provision.node
        for provision in CATALOG
        if provision.node.startswith(("ilcs/5/140/7/", "ilcs/5/140/7.5/"))
        and provision.effect in ("may_withhold", "must_withhold")
        and str(getattr(provision.as_of(DAY), "status", "")) == "in_force"
        and provision.node not in load_cues().cues
    ]
    assert missing == []


def test_a_wrong_cue_file_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("ilcs/5/140/7/1/h:\n  sures: sealed bid\n")
    with pytest.raises(CatalogError, match="unknown key"):
        CueBook([bad])
    bad.write_text("ilcs/5/140/7/1/h:\n  sure: $nothing\n")
    with pytest.raises(CatalogError, match="no concept"):
        CueBook([bad])


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("sealed bid/proposal", "SEALED PROPOSALS", True),
        ("not yet? awarded", "was not awarded", True),
        ("asked .. not .. name", "asked us not to say her name", True),
        ("asked .. not .. name", "asked us all again today whether not", False),
        ("investigate", "the investigation", True),
        ("station", "the state", False),
        ("officer", "the office", False),
    ],
)
def test_phrases(phrase: str, text: str, found: bool) -> None:
    index = PhraseIndex()
    index.add(phrase)
    assert bool(index.find(tokens(text))) is found


@pytest.mark.parametrize(
    ("alike", "other"),
    [
        (("make", "makes", "making", "made"), "mad"),
        (("take", "took", "taken", "taking"), "tak"),
        (("note", "notes", "noted"), "not"),
        (("rape", "raped"), "rap"),
        (("rate", "rates", "rating"), "rat"),
        (("tape", "taped", "taping"), "tapped"),
        (("quote", "quoted", "quoting"), "quot"),
        (("tow", "towed", "towing"), "towel"),
        (("come", "comes", "came"), "comed"),
        (("sue", "sued", "suing"), "suit"),
        (("release", "released", "releasing"), "relay"),
    ],
)
def test_forms_of_a_word_share_a_stem_that_another_word_has_not(alike: tuple[str, ...], other: str) -> None:
    assert len({stem(word) for word in alike}) == 1
    assert stem(other) != stem(alike[0])


@given(st.text(max_size=300))
def test_any_text_is_cut_and_matched_within_its_bounds(text: str) -> None:
    spans = cut(text)
    assert all(0 <= one.start < one.end <= len(text) for one in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(text[token.start : token.end] for token in tokens(text))
    assert stem("bids") == stem("bid")


# --------------------------------------------------------------------------------------------------------------------- kinds


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("log.csv",
         "recording_id,start_time,officer,at,user,action\nBWC-7,2026-01-03 22:14,Poe,2026-01-04 09:12,lang,viewed\n"
         "BWC-7,2026-01-03 22:14,Poe,2026-01-05 10:40,lang,exported\n",
         "body_camera_audit_log"),
        ("report.txt", "Supplement 2 to 26-100. I went back to the store and showed the clerk a photo array; he picked number 4.",
         "incident_report"),
        ("letter.txt", "Dear Ms. Quist: We are pleased to offer you the position of Clerk I. Sign and return by May 4.", "personnel_file"),
        ("payroll_register.txt", "Quist, A. 80.00 hours 1,912.40\nOduya, B. 72.00 hours 1,702.10", "payroll"),
    ],
)  # fmt: skip
def test_the_kind_is_told_by_words_by_columns_and_by_the_file_name(name: str, text: str, kind: str) -> None:
    assert record_kind(replace(record(name, text), name=name)).kind == kind


def test_a_file_name_alone_tells_no_kind() -> None:
    assert record_kind(replace(record("x", "qwzx vvkj"), name="payroll_register.txt")).kind == "other"


# ------------------------------------------------------------------------------------------------------------------ learning

LIKE = "The salt supplier's bid came in sealed and stays in the safe until the committee meets."


def test_corrections_move_like_passages_and_say_why_and_can_be_switched_off() -> None:
    rejected = learn(
        [Example(features=remember(LIKE), on=dt.date(2026, 7, 1), by="Ana Ruiz", node="ilcs/5/140/7/1/h", confirmed=False)]
    )
    other = LIKE.replace("Thursday", "Friday")
    before = triage(other, catalog=CATALOG, as_of=DAY)
    after = triage(other, catalog=CATALOG, as_of=DAY, learned=rejected)
    score = {one.node: one.score for one in (*after.candidates, *after.weaker)}
    assert score.get("ilcs/5/140/7/1/h", 0) < before.candidates[0].score
    raised = learn([Example(features=remember(LIKE), on=dt.date(2026, 7, 1), by="Ana Ruiz", node="ilcs/5/140/7/1/g")])
    shown = triage(other, catalog=CATALOG, as_of=DAY, learned=raised)
    why = next(one.why for one in (*shown.candidates, *shown.weaker) if one.node == "ilcs/5/140/7/1/g")
    assert "because Ana Ruiz confirmed it for a like passage on 2026-07-01" in why
    unlike = "The hose team drilled on Monday."
    assert nodes(unlike, learned=raised) == nodes(unlike)


def test_a_corrected_kind_is_taken_over_for_a_like_record() -> None:
    taught = learn([Example(features=remember(LIKE), on=dt.date(2026, 7, 1), by="Ana Ruiz", kind="bid_proposal")])
    result = triage(LIKE, catalog=CATALOG, as_of=DAY, learned=taught)
    assert (result.kind, result.kind_why) == ("bid_proposal", "because Ana Ruiz called a like record so on 2026-07-01")


def test_what_is_remembered_holds_no_words_and_survives_storage() -> None:
    example = Example(features=remember(LIKE), on=DAY, by="Ana Ruiz", node="ilcs/5/140/7/1/h")
    assert "salt" not in json.dumps(example.plain())
    assert Example.of(json.loads(json.dumps(example.plain()))) == example


# ----------------------------------------------------------------------------------------------- sorting, items, segregability


def test_a_case_is_sorted_with_counts_and_minutes() -> None:
    held = record("bid", "Sealed bids for the salt shed; the evaluation committee has not met and no award was made.")
    plain = record(
        "news", "Leaf pickup begins on October 20 on the west side of the village, so please rake to the curb by then."
    )
    twin = record("news2", plain.text)
    unseen = record("new", "Something else entirely.")
    results = {one.id: triage(one, catalog=CATALOG, as_of=DAY) for one in (held, plain, twin)}
    made = sort_case([plain, twin, held, unseen], triages=results, not_responsive={"none"}, minutes_left=1)
    piles = {one.record_id: one.pile for one in made.records}
    assert piles == {
        "bid": Pile.NEEDS_DECISION, "news": Pile.RELEASE_AS_IS, "news2": Pile.DUPLICATE, "new": Pile.NEEDS_DECISION,
    }  # fmt: skip
    assert made.records[0].pile is Pile.NEEDS_DECISION
    assert made.records[-1].duplicate_of == "news"
    assert made.counts[Pile.NEEDS_DECISION] == 2
    assert made.minutes > 1
    assert "extension" in made.notes[0]


def test_threads_join_by_references_by_subject_and_take_attachments_along() -> None:
    first = record("a", "x", fields={"Message-ID": "<1@x>", "Subject": "Salt"}, format="eml")
    reply = record("b", "x", fields={"Message-ID": "<2@x>", "In-Reply-To": "<1@x>", "Subject": "another subject"}, format="eml")
    again = record("c", "x", fields={"Subject": "RE: Fwd: salt"}, format="eml")
    paper = record("d", "x", parent="b")
    alone = record("e", "x", fields={"Subject": "Lunch"}, format="eml")
    found = threads([first, reply, again, paper, alone])
    assert found["a"] == found["b"] == found["c"] == found["d"]
    assert "e" not in found


def test_one_subject_joins_no_two_mails_of_which_neither_answers() -> None:
    mails = [
        record(name, "x", fields={"Message-ID": f"<{name}@x>", "Subject": "Invoice"} | more, format="eml")
        for name, more in (("a", {}), ("b", {}), ("c", {"In-Reply-To": "<b@x>", "Subject": "Re: Invoice"}))
    ]
    found = threads(mails)
    assert found["b"] == found["c"]
    assert "a" not in found


def test_a_thread_with_its_attachments_is_worked_on_without_a_break() -> None:
    held = "Sealed bids for the salt shed; the evaluation committee has not met and no award was made."
    mail = record("m1", held, fields={"Message-ID": "<1@x>", "Subject": "Shed"}, format="eml")
    other = record("o", "Three firms sent in sealed proposals for the pool; they are unopened and nothing was awarded.")
    reply = record("m2", "Fine with me, thank you.", fields={"Message-ID": "<2@x>", "In-Reply-To": "<1@x>"}, format="eml")
    zipped = record("z", "Agenda", parent="m2")
    inner = record("i", "Leaf pickup begins on Monday, so please rake to the curb.", parent="z")
    listed = [inner, mail, other, reply, zipped]
    made = sort_case(listed, triages={one.id: triage(one, catalog=CATALOG, as_of=DAY) for one in listed})
    order = [one.record_id for one in made.records]
    assert sorted(order[:4]) == ["i", "m1", "m2", "z"]
    assert order[4] == "o"


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("MINUTES OF CLOSED SESSION. Motion to enter executive session under 2(c)(1). The board discussed one employee. "
         "Returned to open session at 9:22 p.m.", "ilcs/5/140/7/1/l"),
        ("BID FORM. Project: sidewalks. We the undersigned propose to furnish labor for these unit prices: item 1, $2.10; "
         "item 2, $9.85. Bid bond enclosed.", "ilcs/5/140/7/1/h"),
    ],
)  # fmt: skip
def test_a_kind_that_is_closed_by_nature_is_never_released_unasked(text: str, node: str) -> None:
    one = record("r", text)
    result = triage(one, catalog=CATALOG, as_of=DAY)
    assert node in {found.node for found in result}
    (made,) = sort_case([one], triages={"r": result}).records
    assert made.pile is Pile.NEEDS_DECISION


def test_two_records_of_one_id_do_not_hang_the_sorting() -> None:
    one = record("a", "Leaf pickup begins on Monday on the west side of the village, so please rake to the curb by then.")
    made = sort_case([one, one], triages={"a": triage(one, catalog=CATALOG, as_of=DAY)})
    assert len(made.records) == 2


def test_spans_that_together_leave_nothing_of_a_page_are_one_warning() -> None:
    text = "The widow told us of his note.\fLeaves are collected on Mondays and taken to the yard."
    one = record("r", text)
    basis = CATALOG.basis("ilcs/5/140/7/1/c", DAY)
    spans = [
        Decision(
            id=f"d{start}", record_id="r", stance=Stance.REDACT, by="Ana Ruiz", title="FOIA officer",
            at=dt.datetime(2026, 8, 3, tzinfo=dt.UTC), reach=Reach.SPAN, basis=basis, facts="grief", start=start, end=end,
        )
        for start, end in ((0, 16), (14, 30), (35, 45))
    ]  # fmt: skip
    (warning,) = segregability(one, spans, catalog=CATALOG, triage=triage(one, catalog=CATALOG, as_of=DAY))
    assert warning.decision_ids == ("d0", "d14")
    assert "nearly all of page 1" in warning.what
    assert segregability(one, spans[1:], catalog=CATALOG, triage=triage(one, catalog=CATALOG, as_of=DAY)) == ()


def test_items_find_their_records_by_kind_and_number_and_name_those_without() -> None:
    items = [
        SimpleNamespace(words="incident report 26-00418", record_kinds=("incident_report",)),
        SimpleNamespace(words="the payroll register for 2025", record_kinds=("payroll",)),
    ]
    report = record("r1", "INCIDENT REPORT Case 26-00418")
    other = record("r2", "INCIDENT REPORT Case 26-00999")
    found = answered(items, [report, other], kinds={"r1": "incident_report", "r2": "incident_report"})
    assert [(match.item, match.record_id) for match in found.matches] == [(0, "r1")]
    assert found.unanswered == (1,)
    assert found.unasked == ("r2",)


def test_withholding_a_page_under_a_provision_for_passages_is_warned_about() -> None:
    text = (
        "Leaves are collected on Mondays and taken to the yard.\fThe widow told us that her husband's suicide note blamed her."
    )
    one = record("r", text)
    basis = CATALOG.basis("ilcs/5/140/7/1/c", DAY)
    decision = Decision(
        id="d", record_id="r", stance=Stance.REDACT, by="Ana Ruiz", title="FOIA officer",
        at=dt.datetime(2026, 8, 3, tzinfo=dt.UTC), reach=Reach.RECORD, basis=basis, facts="grief of a family",
    )  # fmt: skip
    (warning,) = segregability(one, [decision], catalog=CATALOG, triage=triage(one, catalog=CATALOG, as_of=DAY))
    assert "the whole record" in warning.what
    assert [text[span.start : span.end] for span in warning.releasable] == [
        "Leaves are collected on Mondays and taken to the yard."
    ]
    whole = CATALOG.basis("ilcs/5/140/7/1/h", DAY)
    by_record = Decision(
        id="d", record_id="r", stance=Stance.REDACT, by="Ana Ruiz", title="FOIA officer",
        at=dt.datetime(2026, 8, 3, tzinfo=dt.UTC), reach=Reach.RECORD, basis=whole, facts="before the award",
    )  # fmt: skip
    assert segregability(one, [by_record], catalog=CATALOG, triage=triage(one, catalog=CATALOG, as_of=DAY)) == ()


def test_the_batch_writes_one_line_for_each_line(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": 7, "text": "Sealed bids are in the safe."}\n\n{"id": "b", "text": "Leaf pickup."}\n')
    run_batch(source, out, as_of=DAY, detect=False)
    first, second = (json.loads(line) for line in out.read_text().splitlines())
    assert (first["id"], first["candidates"][0]["citation"]) == (7, "5 ILCS 140/7(1)(h)")
    assert {"node", "citation", "score", "passages"} <= set(first["candidates"][0])
    assert (second["id"], second["candidates"]) == ("b", [])
    source.write_text("not json\n")
    with pytest.raises(UsageError, match="Line 1"):
        run_batch(source, out, as_of=DAY, detect=False)


def test_words_that_no_cue_names_raise_a_provision_and_are_shown() -> None:
    text = "The owner believes that we would pay six hundred; hush until the lot has closed, our appraisal is lower."
    raised = triage(text, catalog=CATALOG, as_of=DAY)
    assert raised.candidates[0].node == "ilcs/5/140/7/1/r"
    assert set(raised.candidates[0].raised_by) & {"owner", "appraisal", "lot"}


def test_the_word_model_gives_shares_of_one_and_says_nothing_of_unknown_words() -> None:
    like = _like("sealed bids opened by the evaluation panel, no firm picked")
    assert sum(like.shares.values()) == pytest.approx(1.0, abs=1e-4)
    assert max(like.shares, key=lambda node: like.shares[node]) == "ilcs/5/140/7/1/h"
    assert {token.stem for token in like.words("ilcs/5/140/7/1/h")} & {"bid", "seal", "evalu", "open"}
    assert _like("qwzx vvkj").shares == {NOTHING: 1.0}


def test_known_words_among_many_unknown_ones_say_less() -> None:
    known = "sealed bids opened by the evaluation panel"
    alone, lost = (_like(text).shares["ilcs/5/140/7/1/h"] for text in (known, known + " qwzx vvkj zzrt wkkp qqrl xxvb" * 2))
    assert lost < alone


def test_the_word_model_is_small_and_names_only_provisions_that_may_be_withheld_or_stay_listed() -> None:
    with np.load(WORDS_FILE) as data:
        classes = bytes(data["classes"]).decode().split("\n")
    assert WORDS_FILE.stat().st_size < 500_000
    assert all(CATALOG[node].effect != "must_disclose" for node in classes if node != NOTHING)


def test_a_word_is_cut_into_its_longest_pieces_and_a_code_into_none() -> None:
    table = PieceTable({"tow": 0, "to": 1, "##ing": 2, "##w": 3}, np.zeros((4, 2), np.uint8), np.ones(4, np.float32))
    assert table.pieces("towing") == (0, 2)
    assert table.pieces("towel") == ()
    assert load_pieces().pieces("xqzkvwjq") == ()


@given(st.lists(st.lists(st.floats(-2, 2, width=32), min_size=4, max_size=4), min_size=1, max_size=6))
def test_packed_vectors_come_back_within_half_a_step(rows: list[list[float]]) -> None:
    vectors = np.array(rows, np.float32)
    table = PieceTable({}, *pack(vectors))
    step = np.abs(vectors).max(axis=1, keepdims=True) / 7
    assert (np.abs(table.vectors(range(len(rows))) - vectors) <= 0.51 * step + 0.01).all()


def test_the_parts_of_a_meaning_sum_to_the_whole() -> None:
    text = "The boy was towed; his bike, too."
    meaning = load_pieces().meaning(text, tokens(text), np.ones(len(load_pieces()), np.float32))
    assert sum(vector for _, vector in meaning.parts) == pytest.approx(meaning.whole, abs=1e-5)
    assert 0.5 < float(np.linalg.norm(meaning.whole)) < 1.0


@pytest.mark.parametrize(
    "text", ["Page 2 of 3", "Persons involved", "Date / time", "Signature", "ATTACHMENTS:", "Notes", "Officer"]
)
def test_a_heading_or_a_footer_alone_raises_nothing(text: str) -> None:
    assert not list(triage(text, catalog=CATALOG, as_of=DAY))


def _like(text: str) -> Likeness:
    return load_words().like(text, tokens(text))


def test_the_data_version_is_a_short_digest() -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", DATA_VERSION)


def test_an_item_asks_for_every_kind_that_it_joins_and_for_none_that_it_is_about() -> None:
    reports = SimpleNamespace(words="The incident or arrest report, with all supplements.", record_kinds=("arrest_report",))
    mails = SimpleNamespace(words="E-mails about the arrest.", record_kinds=("email",))
    here = [record("i", "INCIDENT REPORT"), record("a", "ARREST REPORT")]
    found = answered([reports, mails], here, kinds={"i": "incident_report", "a": "arrest_report"})
    assert [(match.item, match.record_id) for match in found.matches] == [(0, "a"), (0, "i")]
    assert found.unanswered == (1,)
