"""https with old or self-signed servers, and portals that speak the other scheme only."""

import datetime
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from config.settings import Settings
from crawler import urls
from crawler.archive import Fetch
from crawler.summary import Failure
from crawler.walk import Walk
from tests.portal.server import Answer, Server
from tests.portal.test_hostile import REPORT, entry, kinds, rows


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "portal.invalid")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2])
def test_a_portal_with_a_bad_certificate_is_read_and_the_permission_is_recorded(
    version: ssl.TLSVersion, certificate: Path, walk: Callable[..., Walk], quick: Settings
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.maximum_version = version
    with Server({"/nb/": Answer.html(rows("t20230101_1.html")), "/nb/t20230101_1.html": Answer.html(REPORT)}) as server:
        server.server.socket = context.wrap_socket(server.server.socket, server_side=True)
        server.url = f"https://{server.host}"
        done = walk(quick, entry(server))
    assert kinds(done) == {"tls_permissive": 1}
    assert [i.url for i in done.items if isinstance(i, Fetch) and i.kind == "page"] == [
        f"{server.url}/nb/t20230101_1.html"
    ]


def test_a_portal_that_speaks_http_only_is_reached_though_its_entry_says_https(
    walk: Callable[..., Walk], quick: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Needs port 80, which only an administrator may open."""
    with Server({"/nb/": Answer.html(rows("t20230101_1.html")), "/nb/t20230101_1.html": Answer.html(REPORT)}) as plain:
        try:
            plain.also(80)
        except PermissionError:
            pytest.skip("needs the right to open port 80 on loopback")
        address = plain.host.partition(":")[0]
        there = entry(plain).model_copy(update={"home": f"https://{address}/"})
        done: Any = walk(quick.model_copy(update={"retries": 0}), there)
    assert kinds(done) == {"scheme_switched": 1}
    assert [i.url for i in done.items if isinstance(i, Fetch) and i.kind == "page"] == [
        f"http://{address}/nb/t20230101_1.html"
    ]
    assert not [i for i in done.items if isinstance(i, Failure) and i.kind == "robots"]


def test_the_other_scheme_is_known_only_where_no_port_is_given() -> None:
    assert urls.other_scheme("http://www.x.gov.cn/a?b=1") == "https://www.x.gov.cn/a?b=1"
    assert urls.other_scheme("https://www.x.gov.cn/") == "http://www.x.gov.cn/"
    assert urls.other_scheme("http://www.x.gov.cn:8080/") == ""


def test_an_operators_proxy_carries_every_request_also_for_robots(walk: Callable[..., Walk], quick: Settings) -> None:
    with Server() as proxy:
        base = "http://www.shilihe.gov.cn"
        proxy.pages[f"{base}/robots.txt"] = Answer(b"User-agent: *\nDisallow: /secret\n")
        proxy.pages[f"{base}/nb/"] = Answer.html(rows("t20230101_1.html"))
        proxy.pages[f"{base}/nb/t20230101_1.html"] = Answer.html(REPORT)
        there = entry(proxy).model_copy(update={"home": f"{base}/"})
        done = walk(quick.model_copy(update={"proxy": proxy.url}), there)
        assert proxy.paths(robots=True) == [f"{base}/robots.txt", f"{base}/nb/", f"{base}/nb/t20230101_1.html"]
    assert not kinds(done)
