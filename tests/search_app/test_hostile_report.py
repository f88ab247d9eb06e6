"""Whatever a portal writes into a report, its page shows it as text."""

import pytest
from bs4 import BeautifulSoup

from config.settings import Settings
from crawler.archive import Archive, Fetch
from indexer.update import update_index
from search_app import create_app

EVIL = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;\"'{{7*7}}{% raw %}"
PAGE = f"""<html><head><title>某县某局{EVIL}2023年政府信息公开工作年度报告</title></head><body>
<h1>某县某局{EVIL}2023年政府信息公开工作年度报告</h1>
<h2>一、总体情况</h2><p>{EVIL}本年收到申请一件。</p>
<h2>二、主动公开政府信息情况</h2><p>无。</p><h2>三、收到和处理政府信息公开申请情况</h2><p>javascript:alert(3)</p>
<h2>四、政府信息公开行政复议、行政诉讼情况</h2><p>无。</p>
<h2>五、存在的主要问题及改进情况</h2><p>{EVIL}</p><h2>六、其他需要报告的事项</h2><p>无。</p></body></html>"""


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    settings = Settings(data_dir=tmp_path_factory.mktemp("hostile"), workers=1)
    with Archive.open(settings, write=True) as archive:
        archive.store(
            Fetch(
                url='http://demo.example.cn/a"><script>.html',
                kind="page",
                title="<b>题</b>",
                portal=None,
                response_headers=[
                    ("Content-Type", "text/html; charset=utf-8"),
                    ("Content-Disposition", 'attachment; filename="x\\"; evil=1.html"'),
                ],
                body=PAGE.encode(),
            )
        )
    update_index(settings)
    return create_app(settings).test_client()


def test_nothing_of_it_runs_on_any_page(client) -> None:
    found = client.get("/api/v1/search?q=收到申请").json["hits"]
    assert len(found) == 1
    for url in (f"/reports/{found[0]['id']}", "/?q=收到申请", "/status", f"/reports/{found[0]['id']}?q=alert"):
        answer = client.get(url)
        assert answer.status_code == 200
        page = BeautifulSoup(answer.text, "lxml")
        assert not page.select("script, img, iframe, object, form[action^=http]")
        assert not [tag for tag in page.select("[href]") if tag["href"].lower().startswith(("javascript:", "data:"))]
        assert not [tag for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
        assert "{{7*7}}" in page.text or "alert" not in page.text


def test_its_download_has_one_harmless_name(client) -> None:
    report = client.get("/api/v1/reports/" + client.get("/api/v1/search").json["hits"][0]["id"]).json
    answer = client.get(f"/originals/{report['captures'][0]['id']}")
    assert answer.data == PAGE.encode()
    assert "evil=1" not in answer.headers["Content-Disposition"].replace("%3D", "=").partition("filename=")[0]
    assert "<" not in answer.headers["X-Original-Address"]
    assert not any(c in answer.headers["Content-Disposition"] for c in "\r\n<>")
