import { Table, type Column } from "../../operator/works/Table";
import type { CurveHistory } from "../api";
import { rowsOf, type Row } from "../columns";
import type { Span } from "../span";
import { useHistoryWords, useVocabulary } from "../useHistoryWords";

/** What a curve shows as a table, its silences among its buckets. */
export function CurveTable({ curve, span }: { curve: CurveHistory; span: Span }) {
  const { t, number, moment } = useHistoryWords();
  const vocabulary = useVocabulary();
  const { name } = vocabulary.analog(curve.analog_type);
  const caption = curve.unit ? `${name} (${curve.unit})` : name;
  const value = (found: number | null) => (found === null ? "–" : number(found));
  const figure = (key: "mean" | "min" | "max" | "last"): Column<Row> => ({
    key,
    head: t(`column.${key}`),
    number: true,
    cell: (row) => (row.until === null ? value(row[key]) : ""),
  });
  const columns: Column<Row>[] = [
    {
      key: "from",
      head: t("column.time"),
      cell: (row) => (
        <span className="num">
          {row.until === null ? moment(row.from) : t("gap.row", { from: moment(row.from), to: moment(row.until) })}
        </span>
      ),
    },
    figure("mean"),
    figure("min"),
    figure("max"),
    figure("last"),
    {
      key: "samples",
      head: t("column.samples"),
      number: true,
      cell: (row) => (row.until === null ? number(row.samples) : ""),
    },
    {
      key: "quality",
      head: t("column.quality"),
      cell: (row) => (row.until === null ? vocabulary.quality(row.quality) : t("curve.nothing_told")),
    },
  ];
  const rows = rowsOf(curve, span);
  return (
    <div className="hi-table" data-type={curve.analog_type}>
      <h3>{caption}</h3>
      {rows.length > 0 ? (
        <Table caption={caption} columns={columns} rows={rows} rowKey={({ key }) => key} />
      ) : (
        <p className="empty">{t("curve.none")}</p>
      )}
    </div>
  );
}
