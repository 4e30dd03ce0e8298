from tests.customers.conftest import empty, furnished, shop

__all__ = ["empty", "furnished", "shop"]
