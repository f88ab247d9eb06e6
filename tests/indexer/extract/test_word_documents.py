"""DOCX as offices write it: merges, tracked changes, text boxes, content controls, automatic numbers, nested tables."""

import io
import shutil
import subprocess
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from indexer.extract import extract

W = nsdecls("w")


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def of_body(xml: str) -> list[str]:
    document = docx.Document()
    for element in parse_xml(f"<w:body {W}>{xml}</w:body>"):
        document.element.body.insert_element_before(element, "w:sectPr")
    return [p.text for p in extract(saved(document)).paragraphs()]


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_merged_cells_appear_once_with_their_spans():
    document = docx.Document()
    table = document.add_table(rows=3, cols=4)
    for row in range(3):
        for column in range(4):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(2, 0)).text = "高"
    table.cell(0, 1).merge(table.cell(0, 3)).text = "宽"
    found = next(extract(saved(document)).tables())
    cells = {c.text: (c.row, c.column, c.rowspan, c.colspan) for c in found.cells}
    assert cells["高"] == (0, 0, 3, 1)
    assert cells["宽"] == (0, 1, 1, 3)
    assert len(cells) == 8
    assert found.grid()[2][3].text == "23"


def test_deleted_text_is_gone_and_inserted_text_counts():
    xml = (
        f'<w:p><w:ins w:id="1" w:author="a">{run("新收")}</w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>12</w:delText></w:r></w:del>'
        f'<w:moveFrom w:id="3" w:author="a">{run("移走")}</w:moveFrom>{run("13件")}</w:p>'
    )
    assert of_body(xml) == ["新收13件"]


def test_hidden_text_and_field_codes_are_not_read():
    xml = (
        '<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText>PAGE 99</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"{run('3')}<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"
    )
    assert of_body(xml) == ["3"]


def test_content_controls_are_seen_through():
    inner = f"<w:sdt><w:sdtContent>{run('一、总体情况')}</w:sdtContent></w:sdt>"
    xml = f"<w:sdt><w:sdtContent><w:p>{inner}</w:p></w:sdtContent></w:sdt>"
    assert of_body(xml) == ["一、总体情况"]


def test_the_text_of_a_box_is_read_once():
    box = f"<w:txbxContent><w:p>{run('公章')}</w:p></w:txbxContent>"
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    xml = (
        f"<w:p>{run('落款')}<w:r><mc:AlternateContent {spaces}><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert of_body(xml) == ["落款", "公章"]


def test_automatic_numbers_are_printed_as_word_prints_them():
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {W} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for text in ("总体情况", "主动公开政府信息情况"):
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')
        )
    assert [p.text for p in extract(saved(document)).paragraphs()] == ["一、总体情况", "二、主动公开政府信息情况"]


def test_a_table_in_a_layout_cell_is_a_table_of_its_own():
    document = docx.Document()
    outer = document.add_table(rows=1, cols=1)
    outer.cell(0, 0).text = "二、主动公开政府信息情况"
    inner = outer.cell(0, 0).add_table(rows=2, cols=2)
    for n, cell in enumerate(c for row in inner.rows for c in row.cells):
        cell.text = str(n)
    blocks = extract(saved(document))
    assert [p.text for p in blocks.paragraphs()] == ["二、主动公开政府信息情况"]
    assert [[c.text for c in row] for row in next(blocks.tables()).rows()] == [["0", "1"], ["2", "3"]]


def test_headings_are_marked_and_bold_alone_is_not_a_heading():
    document = docx.Document()
    document.add_heading("一、总体情况", 1)
    document.add_paragraph().add_run("二、正文").bold = True
    first, second = extract(saved(document)).paragraphs()
    assert (first.heading, second.heading, second.bold) == (True, False, True)


def test_a_container_written_with_backslashes_and_capitals_is_read():
    document = docx.Document()
    document.add_paragraph("一、总体情况")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("word/document", "Word/Document"), old.read(name))
    assert [p.text for p in extract(out.getvalue()).paragraphs()] == ["一、总体情况"]


@pytest.mark.parametrize("name", ["报告.doc", "报告.pdf", "报告", "报告.html"])
def test_the_name_never_decides(name):
    document = docx.Document()
    document.add_paragraph("一、总体情况")
    assert extract(saved(document), name).format == "docx"


def test_struck_text_is_not_read_and_raised_digits_are_no_part_of_the_number_before():
    mark = "<w:r><w:rPr><w:{}/></w:rPr><w:t>{}</w:t></w:r>"
    raised = mark.format('vertAlign w:val="superscript"', "1")
    assert of_body(f"<w:p>{mark.format('strike', '9')}{run('38')}{raised}</w:p>") == ["38¹"]


def test_paragraphs_between_which_the_mark_is_deleted_are_one():
    deleted = '<w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr>'
    body = f"<w:p>{deleted}{run('共收到申请25')}</w:p><w:p>{run('6件。')}</w:p><w:p>{run('无')}</w:p>"
    assert of_body(body) == ["共收到申请256件。", "无"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_title_in_a_text_box_of_a_doc_stands_where_the_box_hangs(tmp_path):
    title, first = "某县水利局2023年政府信息公开工作年度报告", "一、总体情况"
    spaces = f'{nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"'
    box = (
        f'<w:p {spaces}><w:r><w:pict><v:shape style="width:400pt;height:60pt"><v:textbox><w:txbxContent>'
        f"<w:p>{run(title)}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    document = docx.Document()
    document.add_paragraph(first)
    document.element.body.insert(0, parse_xml(box))
    (tmp_path / "report.docx").write_bytes(saved(document))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "report.docx")], check=True, capture_output=True, timeout=120)
    assert [p.text for p in extract((tmp_path / "report.doc").read_bytes()).paragraphs()] == [title, first]
