from tests.customers.conftest import empty, shop

__all__ = ["empty", "shop"]
