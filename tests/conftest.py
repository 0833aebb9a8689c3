"""Stores of the shipped corpus: built once, copied for those who write to them."""

import shutil

import pytest

from newsgauge import ingest


@pytest.fixture(scope="session")
def shipped(tmp_path_factory):
    """The folder of a store of the shipped corpus; not to be written to."""
    home = tmp_path_factory.mktemp("shipped") / "home"
    ingest.build(home=home)
    return home


@pytest.fixture(scope="module")
def workspace(shipped, tmp_path_factory):
    """The folder of such a store for one module alone, which the pages show."""
    home = tmp_path_factory.mktemp("workspace") / "home"
    shutil.copytree(shipped, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSGAUGE_HOME", str(home))
        yield home
