import { useMemo } from "react";

import { FlowChart, plain, type Line } from "../../operator/area/FlowChart";
import { Panel } from "../../operator/works/Page";
import { formatNumber } from "../../time/format";
import type { Standing } from "../api";
import { useHistoryWords, useVocabulary } from "../useHistoryWords";

const HOUR_MS = 3_600_000;

/** Faults and disablements that stood, and how long links were silent, day by day. */
export function StandingCharts({ standing }: { standing: Standing }) {
  const { t, language } = useHistoryWords();
  const vocabulary = useVocabulary();
  const fault = vocabulary.kind("fault");
  const disabled = vocabulary.kind("disabled");
  const offline = t("standing.offline");
  const made = useMemo(() => {
    const of = (kind: string) => standing.kinds.find((each) => each.kind === kind)?.standing ?? [];
    const stood: Line[] = [
      { name: fault, values: of("fault") },
      { name: disabled, values: of("disabled"), dashed: true },
    ];
    const silent: Line[] = [{ name: offline, values: standing.offline_ms.map((ms) => ms / HOUR_MS) }];
    return { at: standing.offline_ms.map((_, day) => standing.start + day * standing.width_ms), stood, silent };
  }, [standing, fault, disabled, offline]);
  const writes = useMemo(
    () => ({ count: plain(language), hours: (value: number) => `${formatNumber(value, language, 1)} h` }),
    [language],
  );
  return (
    <div className="op-split">
      <Panel title={t("standing.title")}>
        <FlowChart
          at={made.at}
          lines={made.stood}
          label={t("standing.title")}
          time={t("column.time")}
          language={language}
          write={writes.count}
        />
      </Panel>
      <Panel title={t("standing.offline_title")}>
        <FlowChart
          at={made.at}
          lines={made.silent}
          label={t("standing.offline_title")}
          time={t("column.time")}
          language={language}
          write={writes.hours}
        />
      </Panel>
    </div>
  );
}
