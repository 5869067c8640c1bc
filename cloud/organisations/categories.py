"""The categories of organisations and households that are watched, those that the province names first."""

from __future__ import annotations

from typing import Final, NamedTuple


class Category(NamedTuple):
    """One kind of organisation or household."""

    code: str
    zh: str
    en: str
    #: A home: a unit of its own in the figures of coverage, and in service without a walk test.
    household: bool
    #: 1 is first: where people die soonest when nobody hears the alarm.
    priority: int


_ROWS: Final = (
    Category("high-rise", "高层公共建筑", "high-rise public building", False, 1),
    Category("commercial", "大型商业综合体", "large commercial complex", False, 1),
    Category("chemical", "化工园区", "chemical park", False, 1),
    Category("office", "商务楼宇", "office tower", False, 2),
    Category("industrial", "产业园区", "industrial park", False, 2),
    Category("medical", "医疗机构", "medical institution", False, 1),
    Category("elder-care", "养老机构", "elder-care home", False, 1),
    Category("school", "学校", "school", False, 1),
    Category("elder-alone", "独居老人", "elderly person living alone", True, 1),
    Category("town-home", "城镇居民", "town home", True, 3),
    Category("farm-home", "农村住户", "farm home", True, 3),
    Category("herder-home", "牧区住户", "herder home", True, 2),
    Category("heritage", "文物古建筑", "heritage building", False, 2),
    Category("hotel", "宾馆饭店", "hotel", False, 2),
    Category("entertainment", "公共娱乐场所", "place of entertainment", False, 2),
    Category("small-premises", "九小场所", "small premises", False, 3),
    Category("community", "住宅小区", "residential community", False, 2),
    Category("other", "其他单位", "other organisation", False, 4),
)

#: Homes put together: what stands in it is risked as one place.
COMMUNITY: Final = "community"
#: Every category by its code, in the order in which they are shown.
CATEGORIES: Final = {row.code: row for row in _ROWS}
HOUSEHOLDS: Final = frozenset(row.code for row in _ROWS if row.household)


def by_name(name: str) -> Category | None:
    """The category of this code, Chinese name or English name; None when there is none."""
    sought = name.strip().lower()
    return next((row for row in _ROWS if sought in (row.code, row.zh, row.en.lower())), None)
