import { percent } from "../../operator/figures";
import { registryHref } from "../../operator/links";
import { FIGURES_MS, useData } from "../../operator/useData";
import { AreaFilter } from "../../operator/works/AreaFilter";
import { Facts, type Fact } from "../../operator/works/Facts";
import { FilterBar } from "../../operator/works/Filters";
import { Page, Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { hrefOf, hrefWith } from "../../shell/route";
import { useRoute } from "../../shell/useRoute";
import { usePlaceWords } from "../usePlaceWords";
import { isMeasure, MEASURES, type AreaCoverage, type Coverage, type Figures } from "./api";
import { CoverageTable } from "./CoverageTable";
import { ShareBars } from "./ShareBars";

const COUNTY = 6;

function useFacts(total: AreaCoverage): Fact[] {
  const { t, language, number } = usePlaceWords();
  const of = (over: number, share: number | null) =>
    t("coverage.with_share", { over: number(over), share: percent(share, language) });
  return [
    {
      name: t("coverage.organisations"),
      value: <a href={registryHref({ area: total.code })}>{number(total.organisations)}</a>,
    },
    { name: t("measure.service"), value: number(total.in_service) },
    { name: t("measure.gateway"), value: of(total.with_gateway, total.gateway_share) },
    { name: t("measure.heard"), value: of(total.heard_within_a_day, total.heard_share) },
    { name: t("measure.points"), value: of(total.points_heard, total.points_share) },
    { name: t("coverage.homes"), value: of(total.homes, total.homes_share) },
    { name: t("coverage.persons"), value: number(total.persons) },
    { name: t("coverage.population"), value: number(total.population) },
    { name: t("coverage.at_home"), value: percent(total.persons_at_home_share, language) },
  ];
}

function Detail({ coverage }: { coverage: Coverage }) {
  const { t } = usePlaceWords();
  const route = useRoute();
  const facts = useFacts(coverage.total);
  const measure = isMeasure(route.query.measure) ? route.query.measure : "gateway";
  const area = coverage.total.code;
  // A county is where the way down ends: from there on there are its organisations.
  const down = (row: Figures) =>
    row.code.length < COUNTY
      ? hrefOf(["fleet", "coverage"], { area: row.code, measure: route.query.measure })
      : registryHref({ area: row.code });
  const ofCategory = (row: Figures, state?: string) => registryHref({ area, category: row.code, state });
  return (
    <>
      <Facts facts={facts} />
      <div className="choice pl-measures" role="group" aria-label={t("coverage.by")}>
        {MEASURES.map((each) => (
          <a
            key={each}
            href={hrefWith(route, { measure: each === "gateway" ? null : each })}
            aria-current={each === measure ? "true" : undefined}
          >
            {t(`measure.${each}`)}
          </a>
        ))}
      </div>
      <p className="op-note muted">{t(`measure_note.${measure}`)}</p>
      <div className="op-split">
        <Panel title={t("coverage.by_area")}>
          <ShareBars label={t("coverage.by_area")} measure={measure} rows={coverage.areas} hrefOf={down} />
        </Panel>
        <Panel title={t("coverage.by_category")}>
          {measure === "homes" ? (
            <p className="empty">{t("coverage.homes_by_area")}</p>
          ) : (
            <ShareBars
              label={t("coverage.by_category")}
              measure={measure}
              rows={coverage.categories}
              hrefOf={(row) => ofCategory(row)}
            />
          )}
        </Panel>
      </div>
      <CoverageTable
        caption={t("coverage.area_table")}
        first={t("coverage.area")}
        rows={coverage.areas}
        hrefOf={down}
        listOf={(row, state) => registryHref({ area: row.code, state })}
      />
      <CoverageTable
        caption={t("coverage.category_table")}
        first={t("coverage.category")}
        rows={coverage.categories}
        hrefOf={(row) => ofCategory(row)}
        listOf={ofCategory}
      />
    </>
  );
}

/** How much of an area is watched: by the areas below it and by category, down to the organisations. */
export function CoveragePage() {
  const { t, speak } = usePlaceWords();
  const { query } = useRoute();
  const loaded = useData<Coverage>("/coverage", { area: query.area }, FIGURES_MS);
  const total = loaded.data?.total;
  return (
    <Page
      title={total ? t("coverage.of_area", { area: speak(total.name) }) : t("coverage.title")}
      tools={
        query.area && (
          <a className="button quiet" href={hrefOf(["fleet", "coverage"], { measure: query.measure })}>
            {t("coverage.whole")}
          </a>
        )
      }
    >
      <FilterBar>
        <AreaFilter />
      </FilterBar>
      {loaded.data ? <Detail coverage={loaded.data} /> : <State loaded={loaded} />}
    </Page>
  );
}
