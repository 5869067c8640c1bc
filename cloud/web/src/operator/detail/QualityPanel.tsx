import { useMemo } from "react";

import { formatTime } from "../../time/format";
import { SHARES, type QualityStep } from "../api";
import { FlowChart } from "../area/FlowChart";
import { percent } from "../figures";
import { ShareCell } from "../lists/ShareCell";
import { Table } from "../works/Table";
import { useWords } from "../words/useWords";

/** The shares of quality hour by hour (or day by day): a chart, and the counts behind it. */
export function QualityPanel({ steps, daily = false }: { steps: readonly QualityStep[]; daily?: boolean }) {
  const { t, language } = useWords();
  const lines = useMemo(
    () =>
      (["completeness", "timeliness"] as const).map((name, at) => ({
        name: t(`share.${name}`),
        values: steps.map(({ quality }) => quality[name].share),
        dashed: at === 1,
      })),
    [steps, t],
  );
  const at = useMemo(() => steps.map((step) => step.at), [steps]);
  const write = useMemo(() => (value: number) => percent(value, language), [language]);
  if (steps.length === 0) return <p className="empty">{t("quality.none")}</p>;
  const rows = [...steps].reverse();
  return (
    <>
      {steps.length > 1 && (
        <FlowChart
          at={at}
          lines={lines}
          label={t("quality.chart")}
          time={t("column.time")}
          language={language}
          write={write}
          height={140}
        />
      )}
      <Table
        caption={t(daily ? "quality.days" : "quality.hours")}
        rows={rows}
        rowKey={(row) => row.at}
        columns={[
          {
            key: "at",
            head: t("column.time"),
            cell: (row) => formatTime(row.at, daily ? "day" : "daytime", language),
          },
          ...SHARES.map((name) => ({
            key: name,
            head: t(`share.${name}`),
            number: true,
            cell: (row: QualityStep) => <ShareCell share={row.quality[name]} />,
          })),
        ]}
      />
    </>
  );
}
