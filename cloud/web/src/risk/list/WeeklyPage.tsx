import { useNews } from "../../hooks/useNews";
import { useData } from "../../operator/useData";
import { AreaFilter } from "../../operator/works/AreaFilter";
import { FilterBar } from "../../operator/works/Filters";
import { Page } from "../../operator/works/Page";
import { FaultOf, State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useRoute } from "../../shell/useRoute";
import { weeklyHref, type Weekly } from "../api";
import { BandMark } from "../BandMark";
import { Simulated } from "../Simulated";
import { useRiskWords } from "../useRiskWords";
import { ShortReasons, SiteName } from "./SiteTable";

type Visit = Weekly["items"][number];

/** Which visits are most worth making this week, to print and to take along. */
export function WeeklyPage() {
  const { t, speak, number, percent } = useRiskWords();
  const { query } = useRoute();
  const area = query.area ?? "15";
  const loaded = useData<Weekly>("/risk/weekly", { area });
  useNews("risk", loaded.again);
  const weekly = loaded.data;
  const columns: Column<Visit>[] = [
    { key: "name", head: t("site.name"), cell: ({ rank, site }) => <><span className="num">{rank}.</span> <SiteName site={site} /></> },
    { key: "band", head: t("site.band"), cell: ({ site }) => <BandMark band={site.band} /> },
    { key: "worth", head: t("site.d90"), number: true, cell: ({ worth }) => percent(worth) },
    { key: "why", head: t("site.reasons"), cell: ({ site }) => <ShortReasons site={site} /> },
    {
      key: "look",
      head: t("weekly.look_at"),
      cell: ({ look_at }) => (
        <ul className="risk-short">
          {look_at.map((each) => (
            <li key={each.en}>{speak(each)}</li>
          ))}
        </ul>
      ),
    },
    { key: "hazards", head: t("weekly.hazards"), number: true, cell: ({ open_hazards }) => number(open_hazards) },
    { key: "last", head: t("weekly.last"), number: true, cell: ({ last_visit }) => last_visit ?? t("weekly.never") },
  ];
  return (
    <Page
      title={t("weekly.title")}
      tools={
        <>
          <a className="button" href={weeklyHref("pdf", area)} download>
            {t("weekly.pdf")}
          </a>
          <a className="button" href={weeklyHref("csv", area)} download>
            {t("weekly.csv")}
          </a>
          <button
            type="button"
            className="button quiet"
            onClick={() => {
              window.print();
            }}
          >
            {t("weekly.print")}
          </button>
        </>
      }
    >
      <FilterBar>
        <AreaFilter />
      </FilterBar>
      {weekly && <p className="muted">{t("weekly.of", { area: speak(weekly.label), monday: weekly.monday })}</p>}
      {weekly && weekly.items.length > 0 ? (
        <div className="risk-sites">
          <FaultOf loaded={loaded} />
          <Table
            caption={t("weekly.title")}
            columns={columns}
            rows={weekly.items}
            rowKey={({ site }) => `${site.subject}/${site.id}`}
          />
        </div>
      ) : (
        <State loaded={loaded} empty what={t("weekly.none")} />
      )}
      <Simulated />
    </Page>
  );
}
