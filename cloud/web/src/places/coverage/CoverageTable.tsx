import { percent } from "../../operator/figures";
import { Table, type Column } from "../../operator/works/Table";
import { usePlaceWords } from "../usePlaceWords";
import type { Figures } from "./api";

interface Props {
  caption: string;
  first: string;
  rows: readonly Figures[];
  hrefOf: (row: Figures) => string;
  /** The records behind a row, and those of them in one state. */
  listOf: (row: Figures, state?: string) => string;
}

/** The same figures as the picture, and the lists behind them. */
export function CoverageTable({ caption, first, rows, hrefOf, listOf }: Props) {
  const { t, language, speak, number } = usePlaceWords();
  const share = (over: number, of: number | null) => (
    <>
      {number(over)} <span className="muted">{percent(of, language)}</span>
    </>
  );
  const columns: Column<Figures>[] = [
    { key: "name", head: first, cell: (row) => <a href={hrefOf(row)}>{speak(row.name)}</a> },
    {
      key: "organisations",
      head: t("coverage.organisations"),
      number: true,
      cell: (row) => <a href={listOf(row)}>{number(row.organisations)}</a>,
    },
    {
      key: "service",
      head: t("measure.service"),
      number: true,
      cell: (row) => <a href={listOf(row, "in-service")}>{number(row.in_service)}</a>,
    },
    {
      key: "gateway",
      head: t("measure.gateway"),
      number: true,
      cell: (row) => share(row.with_gateway, row.gateway_share),
    },
    {
      key: "heard",
      head: t("measure.heard"),
      number: true,
      cell: (row) => share(row.heard_within_a_day, row.heard_share),
    },
    {
      key: "points",
      head: t("measure.points"),
      number: true,
      cell: (row) => share(row.points_heard, row.points_share),
    },
    { key: "persons", head: t("coverage.persons"), number: true, extra: true, cell: (row) => number(row.persons) },
  ];
  return <Table caption={caption} columns={columns} rows={rows} rowKey={({ code }) => code} />;
}
