import { Table, type Column } from "../../operator/works/Table";
import { Panel } from "../../operator/works/Page";
import { useRiskWords } from "../useRiskWords";
import { LARGEST_RATIO } from "./ahp";
import type { Group, Indicator } from "./api";

/** Whether judgements hold together, in words beside the number. */
export function Ratio({ ratio }: { ratio: number }) {
  const { t, figure } = useRiskWords();
  const bad = ratio >= LARGEST_RATIO;
  return (
    <span className="num" data-bad={bad || undefined}>
      {t(bad ? "index.contradicts" : "index.consistent", { ratio: figure(ratio, 3) })}
    </span>
  );
}

function IndicatorTable({ group }: { group: Group }) {
  const { t, speak, figure, percent } = useRiskWords();
  const entropy = group.indicators.some(({ by_entropy }) => by_entropy !== null);
  const columns: Column<Indicator>[] = [
    {
      key: "label",
      head: t("index.indicator"),
      cell: (row) => (
        <>
          {speak(row.label)}
          <span className="risk-under muted">{speak(row.source)}</span>
        </>
      ),
    },
    {
      key: "value",
      head: t("index.value"),
      number: true,
      cell: (row) =>
        row.value === null ? (
          <span data-bad>{t("unknown")}</span>
        ) : (
          <>
            {figure(row.value, 2)} <span className="muted">{row.unit}</span>
            <span className="risk-under muted">
              {t("index.bounds", { worst: figure(row.worst, 1), best: figure(row.best, 1) })}
            </span>
          </>
        ),
    },
    {
      key: "mark",
      head: t("index.mark"),
      number: true,
      cell: ({ mark }) =>
        mark === null ? (
          "–"
        ) : (
          <>
            <meter min={0} max={100} low={25} high={65} optimum={100} value={mark} aria-hidden="true" /> {figure(mark)}
          </>
        ),
    },
    { key: "judged", head: t("index.judged"), number: true, cell: ({ judged }) => percent(judged) },
    ...(entropy
      ? [
          {
            key: "entropy",
            head: t("index.entropy"),
            number: true,
            cell: ({ by_entropy }: Indicator) => (by_entropy === null ? "–" : percent(by_entropy)),
          },
        ]
      : []),
    { key: "weight", head: t("index.weight"), number: true, cell: ({ weight }) => percent(weight) },
  ];
  return <Table caption={speak(group.label)} columns={columns} rows={group.indicators} rowKey={({ code }) => code} />;
}

/** The tree: each group with its weight and score, and the indicators behind it. */
export function Tree({ groups }: { groups: readonly Group[] }) {
  const { t, speak, figure, percent } = useRiskWords();
  return (
    <div className="op-stack" data-testid="tree">
      {groups.map((group) => (
        <Panel
          key={group.code}
          title={speak(group.label)}
          tools={
            <span className="risk-group num">
              <strong>{group.score === null ? t("unknown") : figure(group.score)}</strong>
              <span className="muted">
                {t("index.weight")} {percent(group.weight)}
              </span>
              <Ratio ratio={group.ratio} />
            </span>
          }
        >
          <IndicatorTable group={group} />
        </Panel>
      ))}
    </div>
  );
}
