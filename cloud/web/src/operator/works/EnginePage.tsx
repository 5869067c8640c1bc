import { useState } from "react";

import { formatBytes, formatNumber, formatTime } from "../../time/format";
import { count, NONE } from "../figures";
import { gatewayHref } from "../links";
import { useData } from "../useData";
import { useWords } from "../words/useWords";
import { Facts } from "./Facts";
import { Moment } from "./Moment";
import { Page, Panel } from "./Page";
import { State } from "./State";
import { Table, type Column } from "./Table";

interface Tier {
  tier: "raw" | "minute" | "hour";
  kept_days: number;
  own_days: number | null;
  bytes: number | null;
}

interface Engine {
  engine: string;
  series: number;
  tiers: Tier[];
  room: {
    used_bytes: number;
    limit_bytes: number | null;
    free_bytes: number | null;
    bytes_per_day: number | null;
    days_left: number | null;
  };
  downsampled_until: number | null;
  late_hours: number;
  dropped: { for_age: number; for_room: number };
  ignored: Record<string, number>;
  complaints: string[];
  journal_rows: number;
  journal_bytes: number;
  journal_faulted: number;
}

interface ShortHour {
  gateway: string;
  hour: number;
  written: number;
  found: number;
}

interface Check {
  hours: number;
  written: number;
  found: number;
  missing: number;
  short_hours: number;
  waiting_hours: number;
  shortest: ShortHour[];
}

/** Fewer days than this are worth a look now. */
const FEW_DAYS = 30;

function EngineState({ engine }: { engine: Engine }) {
  const { t, language } = useWords();
  const number = (value: number) => count(value, language);
  const bytes = (value: number | null) => (value === null ? NONE : formatBytes(value, language));
  const { room, dropped } = engine;
  const ignored = Object.values(engine.ignored).reduce((sum, each) => sum + each, 0);
  const columns: Column<Tier>[] = [
    { key: "tier", head: t("engine.tier"), cell: (row) => t(`tier.${row.tier}`) },
    { key: "kept", head: t("engine.kept"), number: true, cell: (row) => t("engine.days", { days: number(row.kept_days) }) },
    {
      key: "own",
      head: t("engine.own"),
      number: true,
      cell: (row) => (row.own_days === null ? t("engine.for_ever") : t("engine.days", { days: number(row.own_days) })),
    },
    { key: "bytes", head: t("engine.bytes"), number: true, cell: (row) => bytes(row.bytes) },
  ];
  return (
    <>
      {engine.complaints.map((complaint) => (
        <p key={complaint} className="op-note" data-bad>
          {complaint}
        </p>
      ))}
      <Facts
        facts={[
          { name: t("engine.engine"), value: <span className="code">{engine.engine}</span> },
          { name: t("engine.series"), value: number(engine.series) },
          {
            name: t("engine.used"),
            value:
              room.limit_bytes === null
                ? bytes(room.used_bytes)
                : t("gateway.spool_of", { used: bytes(room.used_bytes), limit: bytes(room.limit_bytes) }),
          },
          { name: t("engine.free"), value: bytes(room.free_bytes) },
          { name: t("engine.per_day"), value: bytes(room.bytes_per_day) },
          {
            name: t("engine.days_left"),
            value: room.days_left === null ? NONE : t("engine.days", { days: formatNumber(room.days_left, language, 0) }),
            bad: room.days_left !== null && room.days_left < FEW_DAYS,
          },
          { name: t("engine.journal"), value: number(engine.journal_rows) },
          { name: t("engine.journal_bytes"), value: bytes(engine.journal_bytes) },
          { name: t("engine.journal_faulted"), value: number(engine.journal_faulted), bad: engine.journal_faulted > 0 },
          { name: t("engine.downsampled"), value: <Moment at={engine.downsampled_until} /> },
          { name: t("engine.late_hours"), value: number(engine.late_hours) },
          { name: t("engine.for_age"), value: number(dropped.for_age) },
          { name: t("engine.for_room"), value: number(dropped.for_room), bad: dropped.for_room > 0 },
          { name: t("engine.ignored"), value: number(ignored), bad: ignored > 0 },
        ]}
      />
      <Panel title={t("engine.tiers")}>
        <Table caption={t("engine.tiers")} columns={columns} rows={engine.tiers} rowKey={({ tier }) => tier} />
      </Panel>
    </>
  );
}

/** Compares what the engine was given with what it has, on the engine itself. */
function CheckPanel() {
  const { t, language } = useWords();
  const [asked, setAsked] = useState(0);
  const number = (value: number) => count(value, language);
  const loaded = useData<Check>(asked > 0 ? "/timeseries/check" : null, { limit: 50 });
  const check = loaded.data;
  const columns: Column<ShortHour>[] = [
    {
      key: "gateway",
      head: t("column.gateway"),
      cell: (row) => (
        <a className="code" href={gatewayHref(row.gateway)}>
          {row.gateway}
        </a>
      ),
    },
    { key: "hour", head: t("engine.hour"), cell: (row) => formatTime(row.hour, "daytime", language) },
    { key: "written", head: t("engine.written"), number: true, cell: (row) => number(row.written) },
    { key: "found", head: t("engine.found"), number: true, cell: (row) => number(row.found) },
  ];
  return (
    <Panel title={t("engine.check")}>
      <div className="op-paging">
        <button
          type="button"
          className="button"
          onClick={() => {
            if (asked > 0) loaded.again();
            setAsked((before) => before + 1);
          }}
        >
          {t("engine.check_now")}
        </button>
      </div>
      {asked === 0 && <p className="op-sub">{t("engine.check_what")}</p>}
      {asked > 0 && !check && <State loaded={loaded} />}
      {check && (
        <>
          <p role="status" className="op-sub" data-bad={check.missing > 0 || undefined}>
            {t(check.missing > 0 ? "engine.check_short" : "engine.check_good", {
              hours: number(check.hours),
              written: number(check.written),
              found: number(check.found),
              missing: number(check.missing),
              waiting: number(check.waiting_hours),
            })}
          </p>
          {check.shortest.length > 0 && (
            <Table
              caption={t("engine.check")}
              columns={columns}
              rows={check.shortest}
              rowKey={(row) => `${row.gateway} ${String(row.hour)}`}
            />
          )}
        </>
      )}
    </Panel>
  );
}

/** The engine of the readings: what it takes, for how long there is room, what waits for it, and its check. */
export function EnginePage() {
  const { t } = useWords();
  const loaded = useData<Engine>("/timeseries", {}, 15_000);
  return (
    <Page title={t("nav.engine")}>
      {loaded.data ? <EngineState engine={loaded.data} /> : <State loaded={loaded} />}
      <CheckPanel />
    </Page>
  );
}
