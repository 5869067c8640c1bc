from tests.cloud.people.conftest import open_house

__all__ = ["open_house"]
