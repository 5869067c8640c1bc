"""The weekly list of a station: most worth visiting, why, and what to look at; as rows, CSV and on paper."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from cloud.areas.tree import AREAS, full_name
from cloud.duty.days import day_of, words
from cloud.errors import not_found
from cloud.imports.csv_file import escaped
from cloud.organisations.categories import CATEGORIES
from cloud.people.asker import Asker
from cloud.risk.scores import overview_repository, repository, views
from cloud.risk.scores.repository import Filters
from cloud.risk.scores.schemas import SiteOut, WeeklyItem, WeeklyOut
from cloud.risk.words import REASON_SUBJECTS, SIMULATED, label
from cloud.vocabulary import LabelOut
from models.fire_risk.grading import BANDS
from runtime.paper.fonts import FOLDERS
from runtime.paper.pages import Column, Document, Row

_BANDS: Final = {band.code: band for band in BANDS}
_TINTS: Final = {"IV": "bad", "III": "warn"}
#: What a visit can look at, by what a reason is about.
_TO_SEE: Final = (
    "hazard:", "open:", "signal:", "overdue", "major", "wiring", "ebike", "gas", "storage_class", "patrols",
    "works", "public", "rectify", "sleeping",
)  # fmt: skip
_HEAD: Final = (
    ("序号", "rank"), ("名称", "site"), ("单位", "organisation"), ("行政区划", "area"), ("类别", "category"),
    ("风险等级", "band"), ("指数", "index"), ("90天概率", "chance in 90 days"), ("主要原因", "why"),
    ("重点查看", "look at"), ("未整改隐患", "open hazards"), ("上次检查", "last visit"),
)  # fmt: skip


def weekly(session: Session, asker: Asker, area: str, subject: str | None, limit: int, now: int) -> WeeklyOut:
    """By expected fires; under rectification or not, who goes decides. ApiError 404 for no such area."""
    if area not in AREAS:
        raise not_found("区划", "area", "query.area")
    today = day_of(now)
    seen = repository.most_worth(session, asker, Filters(subject=subject, area=area), limit)
    sites = views.sites(session, seen, now)
    keys = [one.score for one in seen]
    open_, last = repository.open_hazards(session, keys), repository.last_visits(session, keys)
    return WeeklyOut(
        area=area,
        label=label(full_name(area)),
        monday=(today - timedelta(days=today.weekday())).isoformat(),
        items=[
            WeeklyItem(
                rank=place + 1,
                site=site,
                look_at=_look_at(site),
                open_hazards=open_.get((site.subject, site.id), 0),
                last_visit=_day(last.get((site.subject, site.id))),
                worth=site.probability.d90.value,
            )
            for place, site in enumerate(sites)
        ],
        scored_at=overview_repository.newest(session, asker, area),
    )


def as_csv(told: WeeklyOut) -> bytes:
    """With a byte order mark, both languages in the head."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([f"{zh} {en}" for zh, en in _HEAD])
    writer.writerows([[escaped(cell) for cell in _cells(item)] for item in told.items])
    return file.getvalue().encode("utf-8-sig")


def printed(told: WeeklyOut, now: int, folders: Sequence[Path] = FOLDERS) -> bytes:
    """The list as a PDF file, in a font of these folders."""
    document = Document(
        f"每周重点检查清单 {told.label.zh} {told.monday}",
        f"{told.label.zh}　{told.monday}　每周重点检查清单 most worth visiting this week",
    )
    document.title("每周重点检查清单", "Most worth visiting this week")
    document.facts(
        [
            ("行政区划", "area", f"{told.label.zh} {told.label.en}"),
            ("周一", "Monday", told.monday),
            ("评分时间", "scored at", words(told.scored_at) if told.scored_at else "—"),
            ("生成时间", "printed at", words(now)),
        ]
    )
    document.paragraph("⚠ " + " ".join(SIMULATED))
    if told.items:
        widths = (4, 14, 14, 10, 8, 8, 5, 7, 24, 14, 6, 8)
        columns = [Column(zh, en, width) for (zh, en), width in zip(_HEAD, widths, strict=True)]
        rows = [Row(_cells(item), _TINTS.get(item.site.band, "good")) for item in told.items]
        document.table(columns, rows)
    else:
        document.heading("暂无已评分对象", "nothing is scored here yet")
    document.signatures((("带队检查", "led by"), ("审核", "checked by")))
    file = io.BytesIO()
    document.save(file, folders)
    return file.getvalue()


def _cells(item: WeeklyItem) -> list[str]:
    site, band = item.site, _BANDS[item.site.band]
    return [
        str(item.rank),
        site.name,
        site.organisation,
        site.area_name.zh,
        CATEGORIES[site.category].zh if site.category in CATEGORIES else site.category,
        f"{band.code} {band.zh}",
        f"{site.index:.0f}",
        f"{100 * site.probability.d90.value:.2f}%",
        ";".join(reason.text.zh for reason in site.reasons),
        "、".join(one.zh for one in item.look_at),
        str(item.open_hazards),
        item.last_visit or "—",
    ]


def _look_at(site: SiteOut) -> list[LabelOut]:
    subjects = [reason.subject for reason in site.reasons if reason.times > 1]
    return [label(REASON_SUBJECTS[one]) for one in subjects if one.startswith(_TO_SEE)]


def _day(at: int | None) -> str | None:
    return None if at is None else day_of(at).isoformat()
