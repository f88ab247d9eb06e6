"""A number can be seen where it stands in its original."""

import io

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from search_app.excerpt import Wanted, excerpt
from tests.road.road import Road

pytestmark = pytest.mark.xdist_group("app")

PATH = "requests.new_received.total"


def document_of(road: Road, by_document, ending: str):
    return next(d for d in road.world.reports() if d.truth.cells and d.path.endswith(ending) and d.id in by_document)


def original_page(client, report_id: str) -> BeautifulSoup:
    answer = client.get(f"/reports/{report_id}/cells/{PATH}/original")
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "lxml")


@pytest.mark.parametrize("ending", ["html", ".docx", ".doc"])
def test_the_table_of_the_original_is_shown_with_the_number_marked(client, road, by_document, ending: str) -> None:
    document = document_of(road, by_document, ending)
    page = original_page(client, by_document[document.id])
    true = document.truth.cells[tuple(PATH.split("."))]
    here = page.select("td.here")
    assert len(here) == 1
    assert here[0].text.strip() == true.text.strip()
    assert "本年新收" in page.select_one("table.raw").text


def test_the_page_of_a_pdf_is_shown_as_a_picture_with_a_frame(client, road, by_document) -> None:
    report_id = by_document[document_of(road, by_document, ".pdf").id]
    source = original_page(client, report_id).select_one("img")["src"]
    picture = Image.open(io.BytesIO(client.get(source).data)).convert("RGB")
    assert picture.width > 600
    frame = [color for _, color in picture.getcolors(picture.width * picture.height) if color == (168, 50, 31)]
    assert frame


def test_the_lines_of_a_text_are_shown_with_their_numbers() -> None:
    text = "\n".join(f"第{n}行" for n in range(1, 10))
    found = excerpt(Wanted(text.encode(), "a.txt", "", {"line": 4}))
    assert found.lines == (
        (2, "第2行", False),
        (3, "第3行", False),
        (4, "第4行", True),
        (5, "第5行", False),
        (6, "第6行", False),
    )


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", {"table": 0, "row": 0, "column": 0}),
        (b"%PDF-1.4 broken", {"page": 1, "box": [0, 0, 1, 1]}),
        (b"%PDF-1.4 broken", {"page": 99, "box": [0, 0, 1, 1], "table": 1}),
        (b"plain", {"line": 400}),
        (b"<html><table><tr><td>1</table>", {"table": 7, "row": 0, "column": 0}),
    ],
)
def test_what_cannot_be_shown_is_empty_and_harms_nothing(data: bytes, place: dict) -> None:
    found = excerpt(Wanted(data, "x", "", place))
    assert not (found.rows or found.lines or found.picture)


def test_a_cell_without_a_place_has_no_such_page(client, road, by_document) -> None:
    report_id = by_document[document_of(road, by_document, "html").id]
    assert client.get(f"/reports/{report_id}/cells/none/original").status_code == 404
    assert client.get(f"/reports/{report_id}/cells/{PATH}/original.png").status_code == 404
