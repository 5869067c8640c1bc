import type { Column } from "../../operator/works/Table";
import { useRoute } from "../../shell/useRoute";
import type { Facility } from "../api";
import { oneHref } from "../links";
import { BookFilter } from "../records/BookFilter";
import { ListPage } from "../records/ListPage";
import { AreaName } from "../records/Whose";
import { useForceWords } from "../useForceWords";

/** Hospitals, hazardous sites and other places that incidents ask for, or that endanger them. */
export function FacilityList() {
  const { t, speak } = useForceWords();
  const { query } = useRoute();
  const columns: Column<Facility>[] = [
    { key: "name", head: t("field.name"), cell: (row) => <a href={oneHref("facilities", row.id)}>{row.name}</a> },
    { key: "kind", head: t("field.kind"), cell: (row) => speak(row.kind_name) },
    { key: "substances", head: t("field.substances"), cell: (row) => row.substances.join(", ") },
    { key: "number", head: t("field.number"), cell: (row) => <span className="code">{row.number}</span> },
    { key: "phone", head: t("field.phone"), cell: (row) => row.phone },
    { key: "area", head: t("field.area"), extra: true, cell: (row) => <AreaName code={row.area} /> },
    { key: "address", head: t("field.address"), extra: true, cell: (row) => row.address },
    {
      key: "closed",
      head: t("state.state"),
      extra: true,
      cell: (row) => <span data-bad={row.closed || undefined}>{t(row.closed ? "state.closed" : "state.open")}</span>,
    },
  ];
  return (
    <ListPage
      page="facilities"
      path="/facilities"
      columns={columns}
      asked={{ kind: query.kind }}
      imported
      filters={<BookFilter name="kind" label={t("field.kind")} of="facility_kinds" />}
    />
  );
}
