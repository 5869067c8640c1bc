import { useData } from "../../operator/useData";
import { AreaFilter } from "../../operator/works/AreaFilter";
import { Facts } from "../../operator/works/Facts";
import { FilterBar } from "../../operator/works/Filters";
import { Moment } from "../../operator/works/Moment";
import { Page, Panel } from "../../operator/works/Page";
import { FaultOf, State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useRoute } from "../../shell/useRoute";
import { pageHref } from "../links";
import { useAreaPath } from "../useAreaPath";
import { useRiskWords } from "../useRiskWords";
import type { AreaIndex, SafetyIndex, Version } from "./api";
import { EnterForm } from "./EnterForm";
import { Ratio, Tree } from "./Tree";
import { Values } from "./Values";
import { Weights } from "./Weights";

function Children({ items }: { items: readonly AreaIndex[] }) {
  const { t, speak, figure, percent } = useRiskWords();
  const rows = [...items].sort((one, other) => (one.score ?? 101) - (other.score ?? 101));
  const columns: Column<AreaIndex>[] = [
    { key: "area", head: t("area"), cell: (row) => <a href={pageHref("index", { area: row.area })}>{speak(row.label)}</a> },
    {
      key: "score",
      head: t("index.title"),
      number: true,
      cell: ({ score }) => (score === null ? t("unknown") : figure(score)),
    },
    { key: "known", head: t("index.known"), number: true, cell: (row) => percent(row.known) },
  ];
  return (
    <Panel title={t("index.below")}>
      <Table caption={t("index.below")} columns={columns} rows={rows} rowKey={({ area }) => area} />
    </Panel>
  );
}

function Versions({ versions }: { versions: readonly Version[] }) {
  const { t, percent } = useRiskWords();
  const columns: Column<Version>[] = [
    {
      key: "name",
      head: t("index.version"),
      cell: (row) => (
        <>
          {row.name} {row.current && <strong>{t("index.current")}</strong>}
          <span className="risk-under muted code">{row.digest.slice(0, 16)}</span>
        </>
      ),
    },
    { key: "day", head: t("index.decided_on"), number: true, cell: (row) => row.decided_on },
    { key: "by", head: t("index.by"), cell: (row) => row.by || t("standing.shipped") },
    { key: "ratio", head: t("index.worst_ratio"), cell: (row) => <Ratio ratio={Math.max(0, ...Object.values(row.ratios))} /> },
    { key: "entropy", head: t("index.entropy_share"), number: true, cell: (row) => percent(row.entropy_share) },
  ];
  return (
    <Panel title={t("index.versions")}>
      <Table caption={t("index.versions")} columns={columns} rows={versions} rowKey={({ digest }) => digest} />
    </Panel>
  );
}

/** The safety index of an area: the tree behind it, its weights and their versions, and what would be if. */
export function IndexPage() {
  const { t, speak, figure, percent } = useRiskWords();
  const { query } = useRoute();
  const area = query.area ?? "15";
  const loaded = useData<SafetyIndex>("/risk/index", { area });
  const versions = useData<{ items: Version[] }>("/risk/index/versions");
  const path = useAreaPath(area);
  const index = loaded.data;
  const current = versions.data?.items.find((version) => version.current);
  const again = () => {
    loaded.again();
    versions.again();
  };
  return (
    <Page
      title={index ? t("index.of", { area: speak(index.label) }) : t("nav.index")}
      path={path.slice(0, -1)}
      pathHref={(code) => pageHref("index", { area: code === "15" ? null : code })}
      tools={
        <FilterBar>
          <AreaFilter />
        </FilterBar>
      }
    >
      {index === null ? (
        <State loaded={loaded} />
      ) : (
        <>
          <FaultOf loaded={loaded} />
          <p className="risk-head" data-testid="index-score">
            <strong className="risk-index num">{index.score === null ? t("unknown") : figure(index.score)}</strong>
            <span className="muted">{index.score === null ? speak(index.why_not) : t("site.index_of")}</span>
          </p>
          <Facts
            facts={[
              { name: t("index.known"), value: percent(index.known) },
              { name: t("index.ratio"), value: <Ratio ratio={index.ratio} /> },
              { name: t("index.version"), value: index.version },
              { name: t("index.made_at"), value: <Moment at={index.made_at} /> },
            ]}
          />
          <div className="op-split risk-life">
            <Tree groups={index.groups} />
            <div className="op-stack">
              <Values key={`values ${index.area}`} index={index} />
              {current && <Weights key={`${index.area} ${current.digest}`} index={index} version={current} onDone={again} />}
              <EnterForm key={`enter ${index.area} ${index.made_at}`} index={index} onDone={again} />
              {index.children.length > 0 && <Children items={index.children} />}
            </div>
          </div>
        </>
      )}
      {versions.data ? <Versions versions={versions.data.items} /> : <State loaded={versions} />}
    </Page>
  );
}
