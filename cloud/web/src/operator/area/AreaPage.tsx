import { hrefWith } from "../../shell/route";
import { useRoute } from "../../shell/useRoute";
import type { AreaList, Boundaries, Summary, Throughput } from "../api";
import { organisationsHref, qualityHref, worstHref } from "../links";
import { AreaMap } from "../map/AreaMap";
import { AreaTable } from "../map/AreaTable";
import { isMetric, METRICS } from "../map/metrics";
import { FIGURES_MS, useData } from "../useData";
import { Page, Panel } from "../works/Page";
import { FaultOf, State } from "../works/State";
import { useWords } from "../words/useWords";
import { WorstList } from "../lists/WorstList";
import { FlowCharts } from "./FlowCharts";
import { Tiles } from "./Tiles";
import { VersionsBar } from "./VersionsBar";

/** A certificate that ends within so many days is told, as the centre counts it by default. */
const CERTIFICATE_DAYS = 30;
const LOOKED_AT = ["chatter", "timeouts", "silence"] as const;

/** An area at a glance: its figures, the areas below it on a map and in a table, its flow, what needs a look. */
export function AreaPage() {
  const { t, speak } = useWords();
  const route = useRoute();
  const asked = route.query.area;
  const metric = isMetric(route.query.metric) ? route.query.metric : "online";
  const summary = useData<Summary>("/fleet/summary", { area: asked }, FIGURES_MS);
  const boundaries = useData<Boundaries>("/fleet/boundaries");
  const area = summary.data?.figures.area ?? asked ?? null;
  const bordered = Object.keys(boundaries.data?.counties ?? {}).length > 0;
  const level = bordered && area !== null && area.length === 2 ? "county" : "next";
  const below = useData<AreaList>(
    area === null || area.length >= 6 || boundaries.data === null ? null : "/fleet/areas",
    { parent: area ?? undefined, level },
    FIGURES_MS,
  );
  const table = useData<AreaList>(
    level === "county" && area !== null ? "/fleet/areas" : null,
    { parent: area ?? undefined },
    FIGURES_MS,
  );
  const flow = useData<Throughput>(
    area === null ? null : "/fleet/throughput",
    { area: area ?? undefined, step: "quarter" },
    FIGURES_MS,
  );
  const items = below.data?.items ?? [];
  const rows = (level === "county" ? table.data : below.data)?.items ?? [];
  const names = new Map(rows.map((row) => [row.area, row.name]));
  const figures = summary.data?.figures;
  return (
    <Page
      title={figures ? speak(figures.name) : t("nav.overview")}
      path={summary.data?.path.slice(0, -1)}
      tools={
        area !== null && (
          <>
            <a className="button quiet" href={organisationsHref({ area: area === "15" ? null : area })}>
              {t("nav.organisations")}
            </a>
            <a className="button quiet" href={qualityHref({ area: area === "15" ? null : area })}>
              {t("nav.quality")}
            </a>
          </>
        )
      }
    >
      <FaultOf loaded={summary} />
      {figures?.at === null && <p className="op-note">{t("area.not_yet")}</p>}
      {summary.data && <Tiles summary={summary.data} certificateDays={CERTIFICATE_DAYS} />}
      {area !== null && area.length < 6 && (
        <div className="op-split">
          <Panel
            title={t("map.title")}
            className="op-map-panel"
            tools={
              <div className="choice" role="group" aria-label={t("map.by")}>
                {METRICS.map((each) => (
                  <a
                    key={each}
                    href={hrefWith(route, { metric: each === "online" ? null : each })}
                    aria-current={each === metric ? "true" : undefined}
                  >
                    {t(`metric.${each}`)}
                  </a>
                ))}
              </div>
            }
          >
            {items.length > 0 ? (
              <AreaMap
                parent={area}
                items={items}
                boundaries={boundaries.data}
                metric={metric}
                names={names}
              />
            ) : (
              <State loaded={below} empty />
            )}
          </Panel>
          <Panel title={t("area.table")}>
            {rows.length > 0 ? <AreaTable items={rows} metric={metric} /> : <State loaded={below} empty />}
          </Panel>
        </div>
      )}
      <div className="op-split">
        <Panel title={t("nav.flow")}>
          {flow.data && flow.data.at.length > 0 ? (
            <FlowCharts flow={flow.data} />
          ) : (
            <State loaded={flow} empty what={t("flow.none")} />
          )}
        </Panel>
        <div className="op-stack">
          <Panel title={t("versions.title")}>{area !== null && <VersionsBar area={area} />}</Panel>
          <Panel
            title={t("worst.title")}
            tools={
              <a href={worstHref({ area: area === "15" ? null : area })}>{t("worst.all")}</a>
            }
          >
            {area !== null &&
              LOOKED_AT.map((measure) => (
                <section key={measure} aria-label={t(`measure.${measure}`)}>
                  <h3 className="op-sub">{t(`measure.${measure}`)}</h3>
                  <WorstList measure={measure} area={area} limit={5} />
                </section>
              ))}
          </Panel>
        </div>
      </div>
    </Page>
  );
}
