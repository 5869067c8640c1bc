import { Choice } from "../../components/Choice";
import { useNews } from "../../hooks/useNews";
import type { Boundaries } from "../../operator/api";
import { FIGURES_MS, useData } from "../../operator/useData";
import { AreaFilter } from "../../operator/works/AreaFilter";
import { FilterBar } from "../../operator/works/Filters";
import { Page, Panel } from "../../operator/works/Page";
import { FaultOf, State } from "../../operator/works/State";
import { hrefWith } from "../../shell/route";
import { goTo, useRoute } from "../../shell/useRoute";
import type { Cells, SiteList, Summary } from "../api";
import { isMeasure, MEASURES, type Measure } from "../bands";
import { pageHref } from "../links";
import { SiteTable } from "../list/SiteTable";
import { useAreaPath } from "../useAreaPath";
import { useRiskWords } from "../useRiskWords";
import { AreaMap } from "./AreaMap";
import { AreaTable } from "./AreaTable";
import { CellMap } from "./CellMap";
import { Standing } from "./Standing";

const COUNTY = 6;
const MOST = 12;

function AreaPart({ summary }: { summary: Summary }) {
  const { t } = useRiskWords();
  const route = useRoute();
  const boundaries = useData<Boundaries>("/fleet/boundaries");
  const measure: Measure = isMeasure(route.query.measure) ? route.query.measure : "expected";
  return (
    <Panel
      title={t("map.title")}
      className="op-map-panel"
      tools={
        <Choice
          label={t("measure.label")}
          options={MEASURES.map((value) => ({ value, text: t(`measure.${value}`) }))}
          value={measure}
          onChoose={(value) => {
            goTo(hrefWith(route, { measure: value === "expected" ? null : value }));
          }}
        />
      }
    >
      <AreaMap parent={summary.area} items={summary.children} boundaries={boundaries.data} measure={measure} />
    </Panel>
  );
}

function CountyPart({ summary }: { summary: Summary }) {
  const { t, speak } = useRiskWords();
  const loaded = useData<Cells>("/risk/cells", { area: summary.area }, FIGURES_MS);
  const name = speak(summary.label);
  return (
    <Panel title={t("cells.title", { area: name })} className="op-map-panel">
      {loaded.data && loaded.data.items.length > 0 ? (
        <>
          <FaultOf loaded={loaded} />
          <CellMap cells={loaded.data} name={name} />
        </>
      ) : (
        <State loaded={loaded} empty what={t("cells.none")} />
      )}
    </Panel>
  );
}

function MostAtRisk({ area }: { area: string }) {
  const { t, number } = useRiskWords();
  const { cells, outline } = useRoute().query;
  const chosen = area.length < COUNTY ? {} : { cells, outline };
  const loaded = useData<SiteList>("/risk/sites", { area, ...chosen, limit: MOST }, FIGURES_MS);
  const rows = loaded.data?.items ?? [];
  const some = chosen.cells !== undefined || chosen.outline !== undefined;
  return (
    <Panel
      title={some ? t("list.most_chosen", { number: number(loaded.data?.total ?? 0) }) : t("list.most")}
      tools={<a href={pageHref("list", { area, ...chosen })}>{t(some ? "list.all_chosen" : "list.all")}</a>}
    >
      {rows.length > 0 ? <SiteTable sites={rows} brief /> : <State loaded={loaded} empty what={t("list.none")} />}
    </Panel>
  );
}

/** Fire risk on the map: the region, a league, a county by cells, and from there to the buildings. */
export function RiskMapPage() {
  const { t, speak } = useRiskWords();
  const { query } = useRoute();
  const area = query.area ?? "15";
  const loaded = useData<Summary>("/risk/summary", { area }, FIGURES_MS);
  useNews("risk", loaded.again);
  const path = useAreaPath(area);
  const summary = loaded.data;
  const here = path.at(-1);
  const measure = query.measure;
  return (
    <Page
      title={here ? t("map.of", { area: speak(here.name) }) : t("nav.map")}
      path={path.slice(0, -1)}
      pathHref={(code) => pageHref("map", { area: code === "15" ? null : code, measure })}
      tools={
        <FilterBar>
          <AreaFilter />
        </FilterBar>
      }
    >
      {summary === null ? (
        <State loaded={loaded} />
      ) : (
        <>
          <FaultOf loaded={loaded} />
          <div className="op-split risk-split">
            {area.length < COUNTY ? <AreaPart summary={summary} /> : <CountyPart summary={summary} />}
            <Standing summary={summary} />
          </div>
          {area.length < COUNTY && (
            <Panel title={t("map.table")}>
              {summary.children.length > 0 ? (
                <AreaTable items={summary.children} measure={isMeasure(measure) ? measure : "expected"} />
              ) : (
                <p className="empty">{t("map.nothing")}</p>
              )}
            </Panel>
          )}
          <MostAtRisk area={area} />
        </>
      )}
    </Page>
  );
}
