"""A file that cannot be read gets the reason that tells its holder what to do, never a crash or an empty report."""

import io
import os
import zipfile

import py7zr
import pytest
import rars
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from indexer.extract import REASONS, ExtractError, extract, members, pdf

TEXT = "一、总体情况\n全年公开120条。\n".encode()


def reason(data: bytes) -> str:
    with pytest.raises(ExtractError) as caught:
        extract(data, "报告.doc")
    assert caught.value.detail
    return caught.value.reason


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"\r\n \t", b"\xef\xbb\xbf  ", b"\x00" * 4096])
def test_nothing_is_empty(data):
    assert reason(data) == "empty"


@pytest.mark.parametrize("ending", ["docx", "odt", "ofd", "xlsx", "doc", "xls", "pdf"])
def test_half_a_file_is_truncated(shared, ending):
    data = (shared / f"originals/xinxiang2020.{ending}").read_bytes()
    assert reason(data[: len(data) // 3]) in {"truncated", "damaged"}


def test_a_pdf_with_a_password_is_encrypted():
    out = io.BytesIO()
    page = canvas.Canvas(out, encrypt=StandardEncryption("secret", canPrint=0))
    page.drawString(100, 700, "x")
    page.save()
    assert reason(out.getvalue()) == "encrypted"


def test_data_about_a_report_is_no_report():
    assert reason('{"title": "某局2023年政府信息公开工作年度报告", "sections": []}'.encode()) == "unsupported"
    assert reason('[\n  {"title": "一、总体情况"}]'.encode()) == "unsupported"


def test_random_bytes_and_programs_are_unsupported():
    assert reason(b"\x7fELF" + os.urandom(4000)) == "unsupported"
    assert reason(zipped({"[Content_Types].xml": b"<x/>", "ppt/presentation.xml": b"<x/>"})) == "unsupported"


def test_a_broken_picture_and_a_pdf_without_pages():
    assert reason(b"\x89PNG\r\n\x1a\n" + b"\x00" * 50) in {"damaged", "truncated"}
    assert reason(b"%PDF-1.7\nnothing here") in {"damaged", "truncated"}


def test_every_reason_is_documented_and_no_other_can_be_raised():
    with pytest.raises(ValueError, match="documented"):
        ExtractError("broken")
    assert all(REASONS.values())


def packed(kind: str, files: dict[str, bytes], password: str | None = None) -> bytes:
    if kind == "zip":
        return zipped(files)
    if kind == "7z":
        out = io.BytesIO()
        with py7zr.SevenZipFile(out, "w", password=password) as archive:
            for name, content in files.items():
                archive.writestr(content, name)
        return out.getvalue()
    builder = rars.RarBuilder(format=kind, password=password)
    for name, content in files.items():
        builder.add_bytes(content, name)
    return bytes(builder.to_bytes())


@pytest.mark.parametrize("kind", ["zip", "7z", "rar50", "rar29"])
def test_members_of_an_archive_come_out_byte_for_byte(kind):
    files = {"年报/甲.txt": TEXT * 50, "乙.doc": os.urandom(5000)}
    found = {m.name: m.data for m in members(packed(kind, files), "年报.zip")}
    assert found == files


@pytest.mark.parametrize("kind", ["7z", "rar50", "rar29"])
def test_archives_with_a_password_are_encrypted(kind):
    with pytest.raises(ExtractError) as caught:
        list(members(packed(kind, {"a.txt": TEXT}, password="x")))
    assert caught.value.reason == "encrypted"


@pytest.mark.parametrize("kind", ["zip", "7z", "rar50"])
def test_a_cut_archive_is_truncated(kind):
    data = packed(kind, {"a.txt": os.urandom(9000), "b.txt": os.urandom(9000)})
    with pytest.raises(ExtractError) as caught:
        for member in members(data[: len(data) // 2]):
            extract(member.data)
    assert caught.value.reason == "truncated"


def test_an_archive_in_an_archive_is_opened_and_a_docx_is_not_one(shared):
    docx = (shared / "originals/xinxiang2020.docx").read_bytes()
    outer = zipped({"里/年报.zip": zipped({"甲.docx": docx}), "说明.txt": TEXT})
    assert [m.name for m in members(outer)] == ["里/年报.zip/甲.docx", "说明.txt"]
    assert [m.name for m in members(docx, "甲.docx")] == ["甲.docx"]


def test_names_that_chinese_windows_wrote_are_readable():
    data = zipped({"XXXX.txt": TEXT}).replace(b"XXXX.txt", "年报.txt".encode("gbk"))
    assert [m.name for m in members(data)] == ["年报.txt"]


def test_a_member_with_a_password_in_a_zip_is_encrypted():
    data = bytearray(zipped({"a.txt": TEXT}))
    data[6] |= 1
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    with pytest.raises(ExtractError) as caught:
        list(members(bytes(data)))
    assert caught.value.reason == "encrypted"


def test_a_pdf_that_writes_more_than_any_report_is_too_large(monkeypatch):
    monkeypatch.setattr(pdf, "_MOST_CHARACTERS", 100)
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.drawString(50, 50, "report " * 30)
    page.save()
    assert reason(out.getvalue()) == "too_large"
