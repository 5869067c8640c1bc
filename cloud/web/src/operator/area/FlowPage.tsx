import { formatTime } from "../../time/format";
import { useRoute } from "../../shell/useRoute";
import type { Throughput } from "../api";
import { count, NONE, rate } from "../figures";
import { lettersHref } from "../links";
import { FIGURES_MS, useData } from "../useData";
import { AreaFilter } from "../works/AreaFilter";
import { FilterBar, FilterSelect } from "../works/Filters";
import { Page } from "../works/Page";
import { State } from "../works/State";
import { Table } from "../works/Table";
import { useWords } from "../words/useWords";
import { FlowCharts } from "./FlowCharts";

const ROWS = 96;

/** Flow, lag and losses of an area over hours, days or weeks, as charts and as the numbers behind them. */
export function FlowPage() {
  const { t, language, span } = useWords();
  const { query } = useRoute();
  const loaded = useData<Throughput>(
    "/fleet/throughput",
    { area: query.area, step: query.step },
    FIGURES_MS,
  );
  const flow = loaded.data;
  const rows = flow ? flow.at.map((at, index) => ({ at, index })).reverse().slice(0, ROWS) : [];
  const told = (ms: number | null | undefined) => (ms === null || ms === undefined ? NONE : span(ms));
  return (
    <Page title={t("nav.flow")}>
      <FilterBar>
        <AreaFilter />
        <FilterSelect
          name="step"
          label={t("flow.step")}
          options={[
            { value: "minute", text: t("flow.minute") },
            { value: "", text: t("flow.quarter") },
            { value: "hour", text: t("flow.hour") },
          ]}
        />
      </FilterBar>
      {flow && flow.at.length > 0 ? (
        <>
          <FlowCharts flow={flow} all />
          <Table
            caption={t("flow.table")}
            rows={rows}
            rowKey={({ at }) => at}
            columns={[
              { key: "at", head: t("column.time"), cell: ({ at }) => formatTime(at, "daytime", language) },
              {
                key: "messages",
                head: t("figure.messages_per_s"),
                number: true,
                cell: ({ index }) => rate(flow.messages_per_s[index] ?? 0, language),
              },
              {
                key: "values",
                head: t("figure.values_per_s"),
                number: true,
                cell: ({ index }) => rate(flow.values_per_s[index] ?? 0, language),
              },
              { key: "p50", head: "p50", number: true, cell: ({ index }) => told(flow.lag_p50_ms[index]) },
              { key: "p99", head: "p99", number: true, cell: ({ index }) => told(flow.lag_p99_ms[index]) },
              {
                key: "quarantined",
                head: t("figure.quarantined"),
                number: true,
                cell: ({ index }) => (
                  <a href={lettersHref({ area: query.area })}>{count(flow.quarantined[index] ?? 0, language)}</a>
                ),
              },
              {
                key: "shed",
                head: t("figure.shed"),
                number: true,
                cell: ({ index }) => count(flow.shed[index] ?? 0, language),
              },
              {
                key: "online",
                head: t("figure.online"),
                number: true,
                cell: ({ index }) => count(flow.online[index] ?? 0, language),
              },
            ]}
          />
        </>
      ) : (
        <State loaded={loaded} empty what={t("flow.none")} />
      )}
    </Page>
  );
}
