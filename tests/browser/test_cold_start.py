"""Every page by its address as the very first request to a server that has just started."""

import pytest
from frontend import CHARTED, SLUGS, serve


def check_page(seen, slug):
    seen.check()
    assert seen.page.locator("[data-testid=stPageLink]").count() >= len(SLUGS), "the menu is not drawn"
    assert bool(seen.marks()) == (slug in CHARTED)


def test_the_first_request_ever_builds_the_store(visit, tmp_path):
    home = tmp_path / "home"
    with serve(home, tmp_path / "server.log") as address:
        seen = visit(address).open("indicators", lang="en")
        assert seen.title == "Indicators"
        check_page(seen, "indicators")
    assert list((home / "shards").iterdir())


@pytest.mark.parametrize(("slug", "lang"), [(slug, ("zh", "en")[i % 2]) for i, slug in enumerate(SLUGS)],
                         ids=lambda value: value or "overview")
def test_every_page_opens_on_a_cold_server(visit, shipped, tmp_path, slug, lang):
    with serve(shipped, tmp_path / "server.log") as address:
        check_page(visit(address).open(slug, lang=lang), slug)
