"""To whom a portal's requests go: declared hosts, by one hop, and nowhere into a private network."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy import Request, Spider
from scrapy.utils.test import get_crawler

from crawler.exchange.endings import NotAllowedError
from crawler.manners.own_hosts import OwnHostsOnly
from tests.crawler.conftest import crawl_small
from tests.crawler.small_server import Answer, SmallServer, article, listing


def redirect(target: str) -> Answer:
    return Answer(status=302, headers=(("Location", target),))


def test_requests_to_private_addresses_and_other_hosts_are_not_made(tmp_path: Path) -> None:
    with SmallServer() as ours, SmallServer() as private:
        port = private.host.partition(":")[2]
        private_hosts = [
            private.host,
            f"0x7f000001:{port}",
            f"2130706433:{port}",
            f"017700000001:{port}",
            f"127.1:{port}",
            f"0:{port}",
            f"0.0.0.0:{port}",
            f"[::]:{port}",
            f"[::1]:{port}",
            f"[::ffff:127.0.0.1]:{port}",
            f"[::ffff:7f00:1]:{port}",
            f"[64:ff9b::7f00:1]:{port}",
            "169.254.169.254",
            "[fd00:ec2::254]",
        ]
        # A digit of full width is the same digit to those who resolve names.
        wide = f"\uff11\uff12\uff17.0.0.1:{port}"
        traps = {
            **{f"http://{host}/news/1": ("skipped", "private-address") for host in private_hosts},
            f"http://{wide}/news/1": ("skipped", "private-address"),
            f"http://localhost:{port}/news/1": ("skipped", "private-address"),
            "http://another.example/news/1": ("skipped", "another-host"),
            "file:///etc/passwd": ("failed", "http-302"),
        }
        ours.pages["/news/"] = Answer(
            listing("/news/100", *traps, *(f"/news/{200 + number}" for number in range(len(traps))))
        )
        ours.pages["/news/100"] = Answer(article("The only one"))
        for number, trap in enumerate(traps):
            ours.pages[f"/news/{200 + number}"] = Answer(
                raw=f"HTTP/1.1 302 Found\r\nLocation: {trap}\r\nContent-Length: 0\r\n"
                f"Connection: close\r\n\r\n".encode()
            )
        # As if the portal had declared them: what is declared is still not private.
        further = " ".join([*private_hosts, f"localhost:{port}", f"127.0.0.1:{port}"])
        crawled = crawl_small(ours, tmp_path, GAZETTE_SMALL_FURTHER_HOSTS=further)
        assert private.log == []
    endings = crawled.endings()
    assert {trap: endings[f"/news/{200 + number}"] for number, trap in enumerate(traps)} == traps
    assert crawled.rows("SELECT title FROM articles") == [("The only one",)]
    # Whoever is led there by somebody else is not advised to open the door.
    assert "GAZETTE_DEMO_HOSTS" not in crawled.said


def test_a_redirect_leads_to_another_declared_host_and_from_there_to_no_third_one(tmp_path: Path) -> None:
    with SmallServer() as ours, SmallServer() as second, SmallServer() as third:
        hosts = f"{second.host} {third.host}"
        ours.pages["/news/"] = Answer(listing("/news/1", "/news/2", "/news/3"))
        ours.pages["/news/1"] = redirect(f"http://{second.host}/news/10")
        second.pages["/news/10"] = redirect("/news/11")
        second.pages["/news/11"] = Answer(article("Moved next door"))
        ours.pages["/news/2"] = redirect(f"http://{second.host}/news/20")
        second.pages["/news/20"] = redirect(f"http://{third.host}/news/20")
        third.pages["/news/20"] = Answer(article("Too far"))
        ours.pages["/news/3"] = redirect(f"http://{second.host}/news/30")
        second.pages["/news/30"] = redirect(f"http://{ours.host}/news/30")
        ours.pages["/news/30"] = Answer(article("There and back"))
        crawled = crawl_small(
            ours, tmp_path, GAZETTE_SMALL_FURTHER_HOSTS=hosts, GAZETTE_DEMO_HOSTS=f"{ours.host} {hosts}"
        )
        assert third.log == []
        assert ours.asked("/news/30") == []
    assert crawled.rows("SELECT title FROM articles") == [("Moved next door",)]
    assert crawled.endings()["/news/2"] == ("skipped", "led-round-hosts")
    assert crawled.endings()["/news/3"] == ("skipped", "led-round-hosts")


def test_a_page_of_a_host_that_is_not_declared_is_not_followed_by_meta_refresh(tmp_path: Path) -> None:
    with SmallServer() as ours, SmallServer() as stranger:
        ours.pages["/news/"] = Answer(listing("/news/1", "/news/2"))
        away = f"<meta http-equiv='refresh' content='0; url=http://{stranger.host}/news/1'>"
        ours.pages["/news/1"] = Answer(article("Away", head=away))
        ours.pages["/news/2"] = Answer(article("Here"))
        crawled = crawl_small(ours, tmp_path, GAZETTE_DEMO_HOSTS=f"{ours.host} {stranger.host}")
        assert stranger.log == []
    assert crawled.endings()["/news/1"] == ("skipped", "another-host")


def test_a_demo_portal_that_is_not_allowed_is_told_how_to_be(server: SmallServer, tmp_path: Path) -> None:
    crawled = crawl_small(server, tmp_path, GAZETTE_DEMO_HOSTS="127.0.0.1:9")
    assert crawled.code == 1
    remedy = f'export GAZETTE_DEMO_HOSTS="127.0.0.1:9 {server.host}"'
    assert crawled.said.count(f"{server.host} is a private address, which is not asked; a demo portal") == 1
    assert remedy in crawled.said
    assert server.log == []


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "LocalHost"])
def test_this_machine_by_name_is_refused_with_the_figures_that_can_be_allowed(
    server: SmallServer, tmp_path: Path, name: str
) -> None:
    port = server.host.partition(":")[2]
    by_name = f"{name}:{port}"
    crawled = crawl_small(server, tmp_path, GAZETTE_SMALL_HOST=by_name, GAZETTE_DEMO_HOSTS=by_name)
    assert crawled.code == 1
    assert crawled.endings()["/news/"] == ("skipped", "private-address")
    assert (
        f"only figures can be allowed, not names: write 127.0.0.1:{port} in its place; a demo portal on this "
        f'machine is allowed by export GAZETTE_DEMO_HOSTS="127.0.0.1:{port}"'
    ) in crawled.said
    assert server.log == []


@pytest.mark.parametrize(
    ("allowed", "asked"), [("[fd00::a]:8731", "[FD00::A]:8731"), ("[FD00::A]:8731", "[fd00::a]:8731")]
)
def test_capitals_make_no_other_host(allowed: str, asked: str) -> None:
    crawler = get_crawler(Spider, {"GAZETTE_PRIVATE_ADDRESSES": [allowed]})
    gate, request = OwnHostsOnly(crawler), Request(f"http://{asked}/")
    gate.process_request(request)
    with pytest.raises(NotAllowedError, match="private-address"):
        OwnHostsOnly(get_crawler(Spider)).process_request(request)
