"""One running product for all these tests; each brings its own phones."""

from collections.abc import Iterator

import pytest

from tests.running import Product, running


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """`dixminutes up`, with its embedded Redis."""
    with running(tmp_path_factory.mktemp("product")) as standing:
        yield standing
