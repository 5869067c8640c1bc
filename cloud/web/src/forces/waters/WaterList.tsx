import type { Column } from "../../operator/works/Table";
import { useRoute } from "../../shell/useRoute";
import type { Water } from "../api";
import { oneHref } from "../links";
import { BookFilter } from "../records/BookFilter";
import { ListPage } from "../records/ListPage";
import { AreaName } from "../records/Whose";
import { useForceWords } from "../useForceWords";
import { Reading, UsableMark } from "./WaterMarks";

const FRESH_MS = 30_000;

/** Hydrants, tanks, wells and places at open water, each with whether it can be used now. */
export function WaterList() {
  const { t, speak } = useForceWords();
  const { query } = useRoute();
  const columns: Column<Water>[] = [
    { key: "name", head: t("field.name"), cell: (row) => <a href={oneHref("waters", row.id)}>{row.name}</a> },
    { key: "usable", head: t("water.usable"), cell: (row) => <UsableMark water={row} /> },
    { key: "reading", head: t("water.reading"), cell: (row) => <Reading water={row} /> },
    { key: "kind", head: t("field.kind"), cell: (row) => speak(row.kind_name) },
    { key: "number", head: t("field.number"), cell: (row) => <span className="code">{row.number}</span> },
    { key: "area", head: t("field.area"), extra: true, cell: (row) => <AreaName code={row.area} /> },
    { key: "address", head: t("field.address"), extra: true, cell: (row) => row.address },
    { key: "owner", head: t("field.owner"), extra: true, cell: (row) => row.owner },
  ];
  return (
    <ListPage
      page="waters"
      path="/waters"
      columns={columns}
      asked={{ kind: query.kind, state: query.state }}
      everyMs={FRESH_MS}
      imported
      filters={
        <>
          <BookFilter name="kind" label={t("field.kind")} of="water_kinds" />
          <BookFilter name="state" label={t("field.state")} of="water_states" />
        </>
      }
    />
  );
}
