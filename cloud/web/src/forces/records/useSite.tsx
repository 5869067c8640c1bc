import type { Fact } from "../../operator/works/Facts";
import type { Column } from "../../operator/works/Table";
import type { Site } from "../api";
import { oneHref } from "../links";
import { useForceWords } from "../useForceWords";
import { AreaName, useWhose } from "./Whose";

/** Whether it is still used. */
const useOpen = () => {
  const { t } = useForceWords();
  return ({ closed }: Site) => t(closed ? "state.closed" : "state.open");
};

/** The columns of whatever is entered with a number, a place and who keeps it; `own`: after its kind. */
export function useSiteColumns<T extends Site>(page: "stations" | "facilities", own: Column<T>[] = []): Column<T>[] {
  const { t, speak } = useForceWords();
  const open = useOpen();
  return [
    { key: "name", head: t("field.name"), cell: (row) => <a href={oneHref(page, row.id)}>{row.name}</a> },
    { key: "kind", head: t("field.kind"), cell: (row) => speak(row.kind_name) },
    ...own,
    { key: "number", head: t("field.number"), cell: (row) => <span className="code">{row.number}</span> },
    { key: "phone", head: t("field.phone"), cell: (row) => row.phone },
    { key: "area", head: t("field.area"), extra: own.length > 0, cell: (row) => <AreaName code={row.area} /> },
    { key: "address", head: t("field.address"), extra: true, cell: (row) => row.address },
    {
      key: "closed",
      head: t("state.state"),
      extra: own.length > 0,
      cell: (row) => <span data-bad={row.closed || undefined}>{open(row)}</span>,
    },
  ];
}

/** The same, of one of them. */
export function useSiteFacts(): (row: Site) => Fact[] {
  const { t, speak } = useForceWords();
  const open = useOpen();
  const whose = useWhose();
  return (row) => [
    { name: t("state.state"), value: open(row), bad: row.closed },
    { name: t("field.kind"), value: speak(row.kind_name) },
    { name: t("field.number"), value: <span className="code">{row.number}</span> },
    ...whose(row),
    { name: t("field.phone"), value: row.phone || "–" },
    { name: t("field.address"), value: row.address || "–" },
  ];
}
