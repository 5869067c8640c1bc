import { Moment } from "../../operator/works/Moment";
import type { Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import type { Carried } from "../api";
import { editHref, oneHref } from "../links";
import { useForceWords } from "../useForceWords";

/** The columns of every list of what crews carry. */
export function useCarriedColumns(): Column<Carried>[] {
  const { t, speak } = useForceWords();
  const mayEdit = useMay("edit-registry");
  return [
    {
      key: "name",
      head: t("field.name"),
      cell: (row) => (mayEdit ? <a href={editHref("carried", row.id)}>{row.name}</a> : row.name),
    },
    { key: "kind", head: t("field.kind"), cell: (row) => speak(row.kind_name) },
    { key: "number", head: t("field.number"), cell: (row) => <span className="code">{row.number}</span> },
    {
      key: "unit",
      head: t("field.unit_id"),
      cell: (row) => <a href={oneHref("units", row.unit_id)}>{row.unit_name}</a>,
    },
    { key: "person", head: t("field.person"), cell: (row) => row.person },
    {
      key: "heard",
      head: t("unit.heard"),
      number: true,
      cell: (row) =>
        row.heard_at === null ? (
          <span className="muted">{t("state.never_heard")}</span>
        ) : (
          <span data-bad={row.stale || undefined}>
            <Moment at={row.heard_at} />
          </span>
        ),
    },
    {
      key: "stream",
      head: t("field.stream_url"),
      extra: true,
      cell: (row) =>
        row.stream_url && (
          <a href={row.stream_url} target="_blank" rel="noopener noreferrer">
            {t("carried.look")}
          </a>
        ),
    },
  ];
}
