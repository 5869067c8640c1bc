import { Table, type Column } from "../../operator/works/Table";
import type { Site } from "../api";
import { BandMark } from "../BandMark";
import { Change } from "../Change";
import { nameOf, pageHref, siteHref } from "../links";
import { Times } from "../Reasons";
import { useCategories, useRiskWords } from "../useRiskWords";

/** The strongest reasons as sentences. */
export function ShortReasons({ site, most = 3 }: { site: Site; most?: number }) {
  const { t, speak } = useRiskWords();
  if (site.reasons.length === 0) return <span className="muted">{t("reason.none")}</span>;
  return (
    <ul className="risk-short">
      {site.reasons.slice(0, most).map(({ subject, text, times }) => (
        <li key={`${subject} ${text.en}`}>
          {speak(text)} <Times times={times} />
        </li>
      ))}
    </ul>
  );
}

export function SiteName({ site }: { site: Site }) {
  const { t, speak } = useRiskWords();
  const categories = useCategories();
  const category = categories.get(site.category);
  return (
    <>
      <a href={siteHref(site.subject, site.id)}>{nameOf(site)}</a>
      <span className="risk-under muted">
        {[
          t(`subject.${site.subject}`),
          category ? speak(category) : site.category,
          speak(site.area_name),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </>
  );
}

/** Sites in their order, each with band, index, chance, how it has moved, and why. */
export function SiteTable({ sites, brief = false }: { sites: readonly Site[]; brief?: boolean }) {
  const { t, figure, percent, number } = useRiskWords();
  const columns: Column<Site>[] = [
    { key: "name", head: t("site.name"), cell: (row) => <SiteName site={row} /> },
    { key: "band", head: t("site.band"), cell: (row) => <BandMark band={row.band} /> },
    { key: "index", head: t("site.index"), number: true, cell: (row) => figure(row.index) },
    {
      key: "chance",
      head: t("site.d365"),
      number: true,
      cell: ({ probability: { d365 } }) => (
        <>
          {percent(d365.value)}
          <span className="risk-under muted">{t("range", { low: percent(d365.low), high: percent(d365.high) })}</span>
        </>
      ),
    },
    { key: "week", head: t("site.change_7"), number: true, cell: (row) => <Change now={row.index} before={row.index_7d} /> },
    {
      key: "month",
      head: t("site.change_30"),
      number: true,
      cell: (row) => <Change now={row.index} before={row.index_30d} />,
    },
    { key: "why", head: t("site.reasons"), cell: (row) => <ShortReasons site={row} most={brief ? 1 : 3} /> },
    {
      key: "warnings",
      head: t("site.warnings"),
      number: true,
      cell: (row) =>
        row.warnings_open > 0 ? (
          <a href={pageHref("warnings", { site: row.id, subject: row.subject, show: "open" })}>{number(row.warnings_open)}</a>
        ) : (
          "–"
        ),
    },
  ];
  return (
    <div className="risk-sites">
      <Table caption={t("list.title")} columns={columns} rows={sites} rowKey={({ subject, id }) => `${subject}/${id}`} />
    </div>
  );
}
