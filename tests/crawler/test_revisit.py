"""Asking only for what changed."""

from __future__ import annotations

from attrs import evolve

from archive.records import Capture
from archive.warc import sha256
from crawler.exchange.revisit import brings_nothing_new, conditional_headers

EARLIER = Capture(
    portal="xx_small",
    target_url="https://gov.example/1",
    final_url="https://gov.example/1",
    captured_at="2026-11-01T00:00:00.000Z",
    status=200,
    kind="response",
    warc_file="a.warc.gz",
    warc_offset=1,
    warc_length=2,
    record_id="urn:uuid:1",
    record_digest="sha256:1",
    payload_digest=sha256(b"the same"),
    payload_length=8,
    etag='"abc"',
    last_modified="Sun, 01 Nov 2026 00:00:00 GMT",
)


def test_both_validators_are_sent_back_as_they_came() -> None:
    assert conditional_headers(EARLIER) == {
        "If-None-Match": '"abc"',
        "If-Modified-Since": EARLIER.last_modified,
    }


def test_a_validator_that_the_server_did_not_send_is_not_made_up() -> None:
    assert conditional_headers(evolve(EARLIER, etag="", last_modified="")) == {}
    assert conditional_headers(evolve(EARLIER, last_modified="")) == {"If-None-Match": '"abc"'}


def test_not_modified_and_the_same_bytes_bring_nothing_new() -> None:
    assert brings_nothing_new(304, b"", EARLIER)
    assert brings_nothing_new(200, b"the same", EARLIER)


def test_other_bytes_another_status_or_no_earlier_capture_do() -> None:
    assert not brings_nothing_new(200, b"another", EARLIER)
    assert not brings_nothing_new(404, b"the same", EARLIER)
    assert not brings_nothing_new(304, b"", None)
