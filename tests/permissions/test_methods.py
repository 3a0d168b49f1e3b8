"""Every address of the site answers 405 to a method that it does not have, whoever asks, and nothing comes of it."""

import pytest
from django.urls import reverse

from contest.web.middleware import METHODS
from tests.permissions.api_table import OPERATIONS
from tests.permissions.site import Site, everything
from tests.permissions.table import FOR_AN_ACCOUNT, FOR_THE_PUBLIC, PAGES
from tests.permissions.walking import ADDRESSES, address_of

pytestmark = pytest.mark.django_db

UNUSUAL = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]


def site_address(name: str, site: Site) -> str:
    """Give the address of a page, whether it belongs to a contest or not."""
    if name in PAGES:
        return address_of(name, site)
    if name == "favicon.ico":
        return "/favicon.ico"
    return reverse(name, kwargs=dict.fromkeys(ADDRESSES[name], "x"))


@pytest.mark.parametrize("visitor", ["nobody", "organiser"])
def test_methods_that_no_page_has(site: Site, visitor: str) -> None:
    before = everything()
    client = site.client(visitor)
    names = {*PAGES, *FOR_THE_PUBLIC, *FOR_AN_ACCOUNT, *OPERATIONS}
    assert names == set(ADDRESSES)
    for name in sorted(names):
        address = site_address(name, site)
        for method in UNUSUAL:
            answer = client.generic(method, address)
            assert (answer.status_code, answer["Allow"]) == (405, ", ".join(METHODS)), (method, address)
    assert everything() == before
