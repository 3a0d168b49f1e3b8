"""People before their browsers."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext

from tests.e2e.site import Site

PATIENCE_MS = 15_000


class Visitors:
    """Everybody who visits a site: each has a browser of their own, with its cookies."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser = browser
        self.site = site
        self.contexts: dict[str, BrowserContext] = {}

    def context(self, name: str, **settings: Any) -> BrowserContext:
        """Give the browser of the person called so; it is opened when they first come."""
        if name not in self.contexts:
            self.contexts[name] = self.stranger(**settings)
        return self.contexts[name]

    def stranger(self, **settings: Any) -> BrowserContext:
        """Give a browser of nobody known, to be closed; nothing moves there, for pages are looked at at once."""
        context = self.browser.new_context(base_url=self.site.url, locale="zh-CN", reduced_motion="reduce", **settings)
        context.set_default_timeout(PATIENCE_MS)
        return context

    def close(self) -> None:
        """Send everybody home."""
        for context in self.contexts.values():
            context.close()
