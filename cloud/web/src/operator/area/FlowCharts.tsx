import { useMemo } from "react";

import type { Throughput } from "../api";
import { useWords } from "../words/useWords";
import { FlowChart, plain, type Line } from "./FlowChart";

/** How much comes in and how long it takes: three charts under each other with one time axis. */
export function FlowCharts({ flow, all = false }: { flow: Throughput; all?: boolean }) {
  const { t, language, span } = useWords();
  const charts = useMemo(() => {
    const spoken = (value: number) => span(value);
    const found: { label: string; lines: Line[]; write: (value: number) => string }[] = [
      {
        label: t("flow.throughput"),
        lines: [
          { name: t("figure.values_per_s"), values: flow.values_per_s },
          { name: t("figure.messages_per_s"), values: flow.messages_per_s, dashed: true },
        ],
        write: plain(language),
      },
      {
        label: t("flow.lag"),
        lines: [
          { name: "p50", values: flow.lag_p50_ms },
          { name: "p99", values: flow.lag_p99_ms, dashed: true },
        ],
        write: spoken,
      },
    ];
    if (all) {
      found.push(
        {
          label: t("flow.losses"),
          lines: [
            { name: t("figure.quarantined"), values: flow.quarantined },
            { name: t("figure.shed"), values: flow.shed, dashed: true },
          ],
          write: plain(language),
        },
        {
          label: t("flow.online"),
          lines: [
            { name: t("figure.online"), values: flow.online },
            { name: t("figure.heard"), values: flow.gateways, dashed: true },
          ],
          write: plain(language),
        },
      );
    }
    return found;
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the words change with the language alone
  }, [flow, language, all]);
  return (
    <div className="op-charts">
      {charts.map(({ label, lines, write }) => (
        <figure key={label}>
          <figcaption>{label}</figcaption>
          <FlowChart at={flow.at} lines={lines} label={label} time={t("column.time")} language={language} write={write} />
        </figure>
      ))}
    </div>
  );
}
