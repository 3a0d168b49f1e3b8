"""The description of the API to try out: the library's Swagger files, served by us, on a page of our own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase


class Swagger(DocsBase):
    """A page without inline scripts, which asks no other host for anything."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Give the page."""
        settings = {
            "url": self.get_openapi_url(api, kwargs),
            "layout": "BaseLayout",
            "deepLinking": True,
            "supportedSubmitMethods": ["get"],
            "validatorUrl": None,
        }
        return render(request, "exports/swagger.html", {"swagger": settings})
