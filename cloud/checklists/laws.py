"""The texts that items are taken from (检查依据). A table.

Clauses were written down from memory of the published texts and name the article or, where its number was
not certain, only the section or chapter. Before a clause goes into an order (责令改正通知书) it is read in
the text.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Law(NamedTuple):
    """A law, regulation or standard: its name in both languages, and what it is cited by."""

    zh: str
    en: str
    cited: str


LAWS: Final = {
    "fire-law": Law(
        "中华人民共和国消防法(2021年修正)",
        "Fire Protection Law of the PRC (as amended in 2021)",
        "《消防法》",
    ),
    "order-61": Law(
        "机关、团体、企业、事业单位消防安全管理规定(公安部令第61号)",
        "Provisions on Fire Safety of Organisations (Ministry of Public Security order 61)",
        "公安部令第61号",
    ),
    "order-5": Law(
        "高层民用建筑消防安全管理规定(应急管理部令第5号)",
        "Provisions on Fire Safety of High-rise Civil Buildings (Ministry of Emergency Management order 5)",
        "应急管理部令第5号",
    ),
    "gb-25201": Law(
        "建筑消防设施的维护管理 GB 25201-2010", "Maintenance of fire equipment in buildings", "GB 25201-2010"
    ),
    "gb-25506": Law(
        "消防控制室通用技术要求 GB 25506-2010", "Requirements for fire control rooms", "GB 25506-2010"
    ),
    "gb-50016": Law(
        "建筑设计防火规范 GB 50016-2014(2018年版)",
        "Code for fire protection design of buildings (2018 edition)",
        "GB 50016-2014",
    ),
    "gb-55037": Law(
        "建筑防火通用规范 GB 55037-2022", "General code for fire protection of buildings", "GB 55037-2022"
    ),
    "gb-55036": Law(
        "消防设施通用规范 GB 55036-2022", "General code for fire protection facilities", "GB 55036-2022"
    ),
    "gb-50444": Law(
        "建筑灭火器配置验收及检查规范 GB 50444-2008",
        "Code for acceptance and inspection of fire extinguishers",
        "GB 50444-2008",
    ),
    "gb-35181": Law(
        "重大火灾隐患判定方法 GB 35181-2017",
        "Determination of major fire hazards",
        "GB 35181-2017",
    ),
}


class Clause(NamedTuple):
    """A place in a text."""

    law: str
    zh: str
    en: str

    def cited(self) -> tuple[str, str]:
        """As it is written in an order, in both languages."""
        law = LAWS[self.law]
        return f"{law.cited}{self.zh}", f"{law.en}, {self.en}"
