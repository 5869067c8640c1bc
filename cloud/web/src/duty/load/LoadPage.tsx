import { useMemo, useState } from "react";

import { FlowChart, plain } from "../../operator/area/FlowChart";
import { percent } from "../../operator/figures";
import { useData } from "../../operator/useData";
import { FilterSelect } from "../../operator/works/Filters";
import { Panel } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useWords } from "../../operator/words/useWords";
import { useRoute } from "../../shell/useRoute";
import { formatNumber } from "../../time/format";
import type { Figure, Guide, Load, Room } from "../api";
import { fileHref } from "../links";
import { RoomPage } from "../RoomPage";
import { useDutyWords } from "../useDutyWords";

const DAY_MS = 86_400_000;
const TEN_MS = 600_000;
const DAYS = [1, 7, 31] as const;

interface Tile {
  key: string;
  name: string;
  value: string;
  limit?: string;
  bad?: boolean;
}

function Tiles({ load, guide }: { load: Load; guide: Guide }) {
  const { t, language, number } = useDutyWords();
  const { span } = useWords();
  const tell = (ms: number | null) => (ms === null ? "–" : span(ms));
  const share = (part: number) => (load.alarms > 0 ? part / load.alarms : null);
  const priority = (name: "high" | "medium" | "low"): Tile => ({
    key: name,
    name: t(`load.${name}`),
    value: percent(share(load[name]), language),
    limit: t("load.guide", { value: percent(guide[name], language) }),
    bad: name !== "low" && (share(load[name]) ?? 0) > guide[name],
  });
  const tiles: Tile[] = [
    {
      key: "average",
      name: t("load.average"),
      value: formatNumber(load.per_ten_minutes, language, 2),
      limit: t("load.limit", { value: formatNumber(guide.per_ten_minutes, language) }),
      bad: load.per_ten_minutes > guide.per_ten_minutes,
    },
    {
      key: "peak",
      name: t("load.peak"),
      value: number(load.peak),
      limit: t("load.limit", { value: number(guide.peak) }),
      bad: load.peak > guide.peak,
    },
    {
      key: "floods",
      name: t("load.floods"),
      value: number(load.floods),
      limit: t("load.flood_note", { span: span(load.flood_ms), alarms: number(load.flood_alarms) }),
      bad: load.floods > 0,
    },
    { key: "alarms", name: t("load.alarms"), value: number(load.alarms), limit: t("load.acknowledged", { number: number(load.acknowledged) }) },
    { key: "p50", name: t("load.p50"), value: tell(load.acknowledge_p50_ms), limit: t("load.p90", { span: tell(load.acknowledge_p90_ms) }) },
    { key: "standing", name: t("load.standing"), value: number(load.standing), limit: t("load.stale", { number: number(load.stale) }), bad: load.stale > 0 },
    priority("high"),
    priority("medium"),
    priority("low"),
  ];
  return (
    <dl className="duty-tiles">
      {tiles.map(({ key, name, value, limit, bad }) => (
        <div key={key} data-figure={key} data-bad={bad ? true : undefined}>
          <dt>{name}</dt>
          <dd className="num">{value}</dd>
          {limit && <dd className="muted">{limit}</dd>}
        </div>
      ))}
    </dl>
  );
}

function SeatLoad({ load, guide }: { load: Load; guide: Guide }) {
  const { t, language, number, moment } = useDutyWords();
  const { span } = useWords();
  const drawn = useMemo(
    () => ({
      at: load.tens.map((_, index) => load.start_at + index * TEN_MS),
      lines: [
        { name: t("load.per_ten"), values: load.tens },
        { name: t("load.flood_limit"), values: load.tens.map(() => guide.peak), dashed: true },
      ],
      write: plain(language),
    }),
    [load, guide, t, language],
  );
  const columns: Column<Load["flood_list"][number]>[] = [
    { key: "at", head: t("load.flood_at"), cell: (row) => <span className="num">{moment(row.start_at)}</span> },
    { key: "for", head: t("load.flood_for"), number: true, cell: (row) => span(row.end_at - row.start_at) },
    { key: "alarms", head: t("load.alarms"), number: true, cell: (row) => number(row.alarms) },
  ];
  return (
    <Panel title={load.seat}>
      <div className="ex-text">
        <Tiles load={load} guide={guide} />
      </div>
      <FlowChart
        at={drawn.at}
        lines={drawn.lines}
        label={t("load.chart", { seat: load.seat, peak: number(load.peak), floods: number(load.floods) })}
        time={t("load.time")}
        language={language}
        write={drawn.write}
      />
      {load.flood_list.length > 0 && (
        <Table caption={t("load.flood_list")} columns={columns} rows={load.flood_list} rowKey={({ start_at }) => start_at} />
      )}
    </Panel>
  );
}

function RolledUp({ room }: { room: Room }) {
  const { t, language, number, moment } = useDutyWords();
  const { span } = useWords();
  const { query } = useRoute();
  const period = query.period === "shift" ? "shift" : "day";
  const loaded = useData<{ items: Figure[]; guide: Guide }>(`/duty/rooms/${room.id}/figures`, { period });
  const rows = [...(loaded.data?.items ?? [])].reverse();
  const limit = loaded.data?.guide.peak ?? Infinity;
  const columns: Column<Figure>[] = [
    { key: "start", head: t("load.from"), cell: (row) => <span className="num">{moment(row.start_at)}</span> },
    { key: "seat", head: t("load.seat"), cell: (row) => row.seat },
    { key: "alarms", head: t("load.alarms"), number: true, cell: (row) => number(row.alarms) },
    { key: "average", head: t("load.average"), number: true, cell: (row) => formatNumber(row.per_ten_minutes, language, 2) },
    {
      key: "peak",
      head: t("load.peak"),
      number: true,
      cell: (row) => <span data-bad={row.peak > limit || undefined}>{number(row.peak)}</span>,
    },
    { key: "floods", head: t("load.floods"), number: true, cell: (row) => number(row.floods) },
    {
      key: "p50",
      head: t("load.p50"),
      number: true,
      cell: (row) => (row.acknowledge_p50_ms === null ? "–" : span(row.acknowledge_p50_ms)),
    },
    { key: "standing", head: t("load.standing"), number: true, cell: (row) => number(row.standing) },
  ];
  return (
    <Panel
      title={t("load.rolled")}
      tools={
        <span className="op-tools">
          <FilterSelect
            name="period"
            label={t("load.period")}
            options={[
              { value: "", text: t("load.by_day") },
              { value: "shift", text: t("load.by_shift") },
            ]}
          />
          <a className="button" href={fileHref(`/rooms/${room.id}/figures.csv`, { period })} download data-testid="csv">
            {t("form.csv")}
          </a>
        </span>
      }
    >
      {rows.length > 0 ? (
        <Table
          caption={t("load.rolled")}
          columns={columns}
          rows={rows}
          rowKey={(row) => `${String(row.seat_id)}/${String(row.start_at)}`}
        />
      ) : (
        <State loaded={loaded} empty what={t("load.none")} />
      )}
    </Panel>
  );
}

function RoomLoad({ room }: { room: Room }) {
  const { query } = useRoute();
  const { t } = useDutyWords();
  const [now] = useState(() => Math.ceil(Date.now() / TEN_MS) * TEN_MS);
  const days = DAYS.find((each) => String(each) === query.days) ?? 1;
  const loaded = useData<{ items: Load[]; guide: Guide }>(
    `/duty/rooms/${room.id}/load`,
    { start: now - days * DAY_MS, end: now },
    60_000,
  );
  const { data } = loaded;
  return (
    <>
      <p className="op-note muted">{t("load.about")}</p>
      {data?.items.map((load) => <SeatLoad key={load.seat_id} load={load} guide={data.guide} />)}
      {data ? loaded.fault && <FaultNote fault={loaded.fault} again={loaded.again} /> : <State loaded={loaded} />}
      <RolledUp room={room} />
    </>
  );
}

/** The load of each seat after EEMUA 191, against what the guide calls acceptable. */
export function LoadPage() {
  const { t } = useDutyWords();
  return (
    <RoomPage
      title={t("load.title")}
      filters={
        <FilterSelect
          name="days"
          label={t("load.span")}
          options={DAYS.map((days) => ({ value: days === 1 ? "" : String(days), text: t("load.days", { number: days }) }))}
        />
      }
    >
      {(room) => <RoomLoad key={room.id} room={room} />}
    </RoomPage>
  );
}
