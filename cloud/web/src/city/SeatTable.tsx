import { Table, type Column } from "../operator/works/Table";
import type { SeatLoad } from "./api";
import { useCityWords } from "./useCityWords";

/** EEMUA 191: more than so many within ten minutes is a flood for one person. */
const FLOOD = 10;

/** What each seat has in hand and has done, after EEMUA 191. */
export function SeatTable({ seats, share, own }: { seats: readonly SeatLoad[]; share: number; own: string }) {
  const { t, number, span } = useCityWords();
  if (seats.length === 0) return <p className="empty">{t("seats.none")}</p>;
  const waited = (ms: number | null) => (ms === null ? "–" : span(ms));
  const columns: Column<SeatLoad>[] = [
    {
      key: "seat",
      head: t("seats.seat"),
      cell: ({ by }) => (by === own ? <strong>{by}</strong> : by),
    },
    { key: "held", head: t("seats.held"), number: true, cell: ({ held }) => number(held) },
    { key: "hour", head: t("seats.hour"), number: true, cell: ({ taken_hour }) => number(taken_hour) },
    {
      key: "ten",
      head: t("seats.ten"),
      number: true,
      cell: ({ acknowledged_10_min: count }) =>
        count > FLOOD ? (
          <span data-bad title={t("seats.flood")}>
            {number(count)} ▲<span className="visually-hidden"> {t("seats.flood")}</span>
          </span>
        ) : (
          number(count)
        ),
    },
    { key: "p50", head: t("seats.p50"), number: true, cell: (row) => waited(row.acknowledge_p50_ms) },
    { key: "p90", head: t("seats.p90"), number: true, extra: true, cell: (row) => waited(row.acknowledge_p90_ms) },
  ];
  return (
    <>
      <Table caption={t("seats.title")} columns={columns} rows={seats} rowKey={({ by }) => by} />
      {share > 0 && <p className="city-note muted">{t("seats.share", { count: share })}</p>}
    </>
  );
}
