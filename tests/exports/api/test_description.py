"""The description of the API: whole, from our own host, in the reader's language."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from contest.notice.models import Contest

pytestmark = pytest.mark.django_db


@pytest.fixture
def described() -> dict[str, Any]:
    told: dict[str, Any] = Client().get(reverse("api:openapi-json")).json()
    return told


def test_each_operation_only_reads_and_says_what_it_gives_and_needs(described: dict[str, Any]) -> None:
    assert {method for told in described["paths"].values() for method in told} == {"get"}
    for path, told in described["paths"].items():
        assert told["get"]["summary"], path
        assert told["get"]["description"], path
        assert set(told["get"]["responses"]) == {"200", "401", "403", "404", "422"}, path
    public = {path for path, told in described["paths"].items() if {} in told["get"]["security"]}
    assert public == {"/api/v1/contests", "/api/v1/contests/{contest}", "/api/v1/contests/{contest}/results"}
    assert described["components"]["securitySchemes"] == {"Token": {"type": "http", "scheme": "bearer"}}


def test_figures_are_described_as_text_and_times_with_their_format(described: dict[str, Any]) -> None:
    shapes = described["components"]["schemas"]
    ranked, line = shapes["RankedShown"]["properties"], shapes["EntryLine"]["properties"]
    assert {"type": "string", "format": "decimal", "examples": ["86.5"]} in ranked["score"]["anyOf"]
    assert {"type": "string", "format": "date-time"} in line["received_at"]["anyOf"]


def test_a_page_of_our_own_lists_every_operation(described: dict[str, Any], contest: Contest) -> None:
    page = Client().get(reverse("api:api-root")).content.decode()
    assert [path for path in described["paths"] if f"GET {path}" not in page] == []


def test_the_page_to_try_it_out_asks_no_other_host_and_has_no_inline_script() -> None:
    page = Client().get(reverse("api:openapi-view"))
    text = page.content.decode()
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    assert '"validatorUrl": null' in text
    assert ("http://" in text, "https://" in text) == (False, False)
    assert text.count("<script") == 3


def test_it_speaks_the_readers_language() -> None:
    client = Client(headers={"Accept-Language": "en"})
    told = client.get(reverse("api:entries", args=["spring"]))
    assert told["Content-Language"] == "en"
