import { useRoute } from "../../shell/useRoute";
import type { Column } from "../../operator/works/Table";
import type { Station } from "../api";
import { oneHref } from "../links";
import { BookFilter } from "../records/BookFilter";
import { ListPage } from "../records/ListPage";
import { AreaName } from "../records/Whose";
import { useForceWords } from "../useForceWords";

/** Stations, small, of enterprises, of volunteers, and micro-stations. */
export function StationList() {
  const { t, speak } = useForceWords();
  const { query } = useRoute();
  const columns: Column<Station>[] = [
    { key: "name", head: t("field.name"), cell: (row) => <a href={oneHref("stations", row.id)}>{row.name}</a> },
    { key: "kind", head: t("field.kind"), cell: (row) => speak(row.kind_name) },
    { key: "number", head: t("field.number"), cell: (row) => <span className="code">{row.number}</span> },
    { key: "area", head: t("field.area"), cell: (row) => <AreaName code={row.area} /> },
    { key: "phone", head: t("field.phone"), cell: (row) => row.phone },
    { key: "address", head: t("field.address"), extra: true, cell: (row) => row.address },
    {
      key: "closed",
      head: t("state.state"),
      cell: (row) => <span data-bad={row.closed || undefined}>{t(row.closed ? "state.closed" : "state.open")}</span>,
    },
  ];
  return (
    <ListPage
      page="stations"
      path="/stations"
      columns={columns}
      asked={{ kind: query.kind }}
      imported
      filters={<BookFilter name="kind" label={t("field.kind")} of="station_kinds" />}
    />
  );
}
