"""Each format becomes a record with pages, words and a view; nothing in it is dropped without a word."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from foia.errors import Encrypted, FileError, TooLarge
from foia.model import PageSource, Record
from foia.records import Limits, read, read_pages
from foia.records.libreoffice import is_installed

sys.path.insert(0, str(Path(__file__).parent / "files"))

import build_records as build


def all_of(path: Path, **options: object) -> tuple[Record, ...]:
    return read(path, into=path.parent / "derived", **options)  # type: ignore[arg-type]


def assert_view_agrees(record: Record) -> None:
    """What PDFium reads in the view is what the record says, word by word, in the same places."""
    for ours, seen in zip(record.pages, read_pages(record.view, 1), strict=True):
        assert (ours.width, ours.height) == pytest.approx((seen.width, seen.height), abs=0.1)
        places = {word.text: word.box for word in seen.words}
        for word in ours.words:
            assert ours.text[word.start : word.end] == word.text
            if word.text in places and [w.text for w in ours.words].count(word.text) == 1:
                assert word.box == pytest.approx(places[word.text], abs=4)
        assert sorted(word.text for word in ours.words) == sorted(word.text for word in seen.words)


def test_text_keeps_its_lines_spaces_and_pages(tmp_path: Path) -> None:
    text = "NARRATIVE\n\n  On 11/02/2026   OFFICER ROE\n\tindented\x0cSecond page"
    (tmp_path / "a.txt").write_text(text)
    (record,) = all_of(tmp_path / "a.txt")
    assert record.pages[0].text == "NARRATIVE\n\n  On 11/02/2026   OFFICER ROE\n\tindented"
    assert record.pages[1].text == "Second page"
    assert record.drawn_by == "typeset"
    assert {page.source for page in record.pages} == {PageSource.TYPESET}
    assert_view_agrees(record)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_decoded(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes("Señora Núñez – café".encode(encoding))
    assert all_of(tmp_path / "a.txt")[0].text == "Señora Núñez – café"


def test_characters_without_a_sign_stay_in_the_text_and_are_noted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Name 漢字 \x07 end", encoding="utf-8")
    (record,) = all_of(tmp_path / "a.txt")
    assert record.text == "Name 漢字 \ufffd end"
    assert any("2 characters" in note for note in record.notes)


def test_a_table_is_one_line_a_row_and_kept_as_rows(tmp_path: Path) -> None:
    rows = ["time;user;note", '10:00;"Roe; Rick";viewed', *(f"11:{n:02};user{n};x" for n in range(60)), ";;"]
    (tmp_path / "a.csv").write_text("\n".join(rows))
    (record,) = all_of(tmp_path / "a.csv")
    assert record.table[1] == ("10:00", "Roe; Rick", "viewed")
    assert record.pages[0].text.startswith("time\tuser\tnote\n10:00\tRoe; Rick\tviewed\n")
    assert record.pages[1].text.startswith("time\tuser\tnote\n")
    assert_view_agrees(record)


def test_a_very_wide_table_is_set_row_by_row_with_its_column_names(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(",".join(f"h{n}" for n in range(30)) + "\n" + ",".join(f"v{n}" for n in range(30)))
    (record,) = all_of(tmp_path / "a.csv")
    assert "h29: v29" in record.text


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.srt", "1\n00:00:01,000 --> 00:00:03,000\nOFFICER: step out\n", "srt"),
        ("a.vtt", "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Roe>step out\n", "vtt"),
        ("a.html", "<html><body><p>step out</p><script>no</script></body></html>", "html"),
        ("a.log", "12:00 step out", "txt"),
        ("noname", "just words: step out", "txt"),
    ],
)
def test_other_text_formats(tmp_path: Path, name: str, content: str, kind: str) -> None:
    (tmp_path / name).write_text(content)
    (record,) = all_of(tmp_path / name)
    assert record.format == kind
    assert "step out" in record.text


def test_mail_has_its_headers_body_and_attachments(tmp_path: Path) -> None:
    inner = build.eml(tmp_path / "inner.eml", {"deep.txt": b"Deepest attachment"}).read_bytes()
    attached = {"log.csv": b"a,b\n1,2\n", "inner.eml": inner, "broken.pdf": b"%PDF-1.4 nothing"}
    mail, *others = all_of(build.eml(tmp_path / "a.eml", attached))
    assert mail.fields["Subject"] == "Request, with café"
    assert mail.fields["X-Mailer"] == "invented"
    assert "From: Ann Sample <ann@example.org>\nTo: records@village.example" in mail.text
    assert mail.text.count("12 Walnut Street") == 1
    assert {(record.name, record.parent) for record in others} == {
        ("log.csv", mail.id),
        ("inner.eml", mail.id),
        ("deep.txt", next(r.id for r in others if r.name == "inner.eml")),
    }
    assert any("broken.pdf" in note and "not among the records" in note for note in mail.notes)
    assert_view_agrees(mail)


def test_an_outlook_message_is_read(tmp_path: Path) -> None:
    path = build.msg(
        tmp_path / "a.msg", body="Dear officer,\r\nplease call.", subject="Report", attachment=("n.txt", b"Note" * 2000)
    )
    mail, note = all_of(path)
    assert mail.format == "msg"
    assert {"From": "Ann Sample", "To": "Rick Roe <rick@village.example>", "Subject": "Report"}.items() <= mail.fields.items()
    assert "Dear officer,\nplease call." in mail.text
    assert note.parent == mail.id


def test_a_mailbox_is_a_record_for_each_message(tmp_path: Path) -> None:
    one = build.eml(tmp_path / "x.eml").read_bytes().replace(b"\r\n", b"\n")
    (tmp_path / "a.mbox").write_bytes(b"From a@b Mon\n" + one + b"\n\nFrom a@b Tue\n" + one)
    box, *messages = all_of(tmp_path / "a.mbox")
    assert box.format == "mbox"
    assert [message.format for message in messages] == ["eml", "eml"]


WORDS = ["Printed paragraph about JANE DOE", "Headerline", "Footerline", "Insertedword"]
BESIDE = ["Vanished", "Deletedword", "Commentword"]


@pytest.mark.parametrize(
    "libreoffice", [False, pytest.param(True, marks=pytest.mark.skipif(not is_installed(), reason="no LibreOffice"))]
)
def test_a_document_shows_all_its_hiding_places(tmp_path: Path, libreoffice: bool) -> None:
    (record,) = all_of(build.docx(tmp_path / "a.docx"), libreoffice=libreoffice)
    assert record.drawn_by == ("libreoffice" if libreoffice else "typeset")
    for text in WORDS + BESIDE + ["Cell one\tCell two"]:
        assert text in record.text, text
    printed = record.text.split("Not printed")[0]
    assert not any(text in printed for text in BESIDE)
    for what in ("comment", "deletion", "hidden text", "properties"):
        assert any(what in note for note in record.notes), what
    assert record.fields["creator"] == "Invented Author"
    assert_view_agrees(record)
    assert [path.name for path in (tmp_path / "derived").iterdir()] == [record.view.name]


def test_a_workbook_shows_hidden_sheets_columns_and_comments(tmp_path: Path) -> None:
    (record,) = all_of(build.xlsx(tmp_path / "a.xlsx"))
    assert "Doe, Jane\t123-45-6789\t1234.5\t03/04/2026" in record.text
    assert "Hiddencell" in record.text
    assert "Cellcomment" in record.text
    assert any("'Back' is hidden" in note for note in record.notes)
    assert any("columns C" in note for note in record.notes)
    assert record.table[0] == ("Name", "Number", "Pay", "Date")


@pytest.mark.ocr
def test_pictures_of_pages_are_read(tmp_path: Path) -> None:
    image = build.scan()
    image.convert("1").save(tmp_path / "a.tif", save_all=True, append_images=[image.convert("1")], dpi=(150, 150))
    (record,) = all_of(tmp_path / "a.tif")
    assert [page.source for page in record.pages] == [PageSource.OCR] * 2
    assert "DOE, JANE" in record.pages[1].text
    assert (record.pages[0].width, record.pages[0].height) == pytest.approx((612, 288), abs=1)
    image.rotate(90, expand=True).save(tmp_path / "side.png", dpi=(150, 150))
    (record,) = all_of(tmp_path / "side.png")
    assert "217-555-0142" in record.text
    box = next(word.box for word in record.pages[0].words if word.text == "217-555-0142")
    assert box.y1 - box.y0 > 2 * (box.x1 - box.x0), "the number stands upright on the page as it lies"


def test_an_archive_lists_its_members_and_reads_them(tmp_path: Path) -> None:
    path = build.packed(
        tmp_path / "a.zip", {"../../x/a.txt": b"First file", "b.csv": b"a,b\n", "__MACOSX/b": b"x", "empty.txt": b""}
    )
    archive, *members = all_of(path)
    assert {member.name for member in members} == {"a.txt", "b.csv"}
    assert all(member.source.parent == tmp_path / "derived" for member in members)
    assert "b.csv" in archive.text
    assert sum("not among the records" in note for note in archive.notes) == 2


@pytest.mark.parametrize(
    ("name", "content", "error", "says"),
    [
        ("a.txt", b"", FileError, "is empty"),
        ("a.txt", b" \n\n ", FileError, "no text"),
        ("a.pdf", b"plain words, no PDF at all", FileError, "not a PDF"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, FileError, "cannot be shown"),
        ("a.docx", b"PK\x03\x04" + b"\0" * 100, FileError, "damaged"),
        ("a.bin", bytes(range(256)) * 8, FileError, "not supported"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Encrypted, "password"),
    ],
)
def test_bad_files_end_in_one_clear_error(tmp_path: Path, name: str, content: bytes, error: type[FileError], says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=says) as caught:
        all_of(tmp_path / name)
    assert caught.value.remedy
    assert not list((tmp_path / "derived").iterdir()), "something half-written is left"


def test_a_missing_file_a_folder_and_an_oversized_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="not there"):
        all_of(tmp_path / "none.pdf")
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError, match="folder"):
        all_of(tmp_path / "folder")
    (tmp_path / "a.txt").write_bytes(b"x" * 2000)
    with pytest.raises(TooLarge):
        all_of(tmp_path / "a.txt", limits=Limits(file_size=1000))


def test_a_mislabelled_file_is_read_as_what_it_is(tmp_path: Path) -> None:
    build.text_pdf(tmp_path / "a.pdf").rename(tmp_path / "a.docx")
    (record,) = all_of(tmp_path / "a.docx")
    assert record.format == "pdf"
    assert "content is PDF" in record.notes[0]


def test_views_are_the_same_bytes_every_time(tmp_path: Path) -> None:
    path = build.eml(tmp_path / "a.eml")
    views = [read(path, into=tmp_path / folder)[0].view.read_bytes() for folder in ("x", "y")]
    assert views[0] == views[1]
