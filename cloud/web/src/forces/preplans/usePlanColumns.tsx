import type { Column } from "../../operator/works/Table";
import type { PlanBrief } from "../api";
import { oneHref } from "../links";
import { useForceWords } from "../useForceWords";
import { standingOf } from "./standing";

/** The columns of every list of plans. */
export function usePlanColumns(): Column<PlanBrief>[] {
  const { t, number, date } = useForceWords();
  return [
    { key: "title", head: t("field.title"), cell: (row) => <a href={oneHref("preplans", row.id)}>{row.title}</a> },
    {
      key: "building",
      head: t("plan.building"),
      cell: (row) => (
        <>
          {row.building} <span className="muted">{row.organisation}</span>
        </>
      ),
    },
    { key: "version", head: t("plan.version"), number: true, cell: (row) => number(row.version) },
    { key: "standing", head: t("state.state"), cell: (row) => t(`plan.${standingOf(row)}`) },
    {
      key: "unfinished",
      head: t("plan.unfinished"),
      number: true,
      cell: (row) => <span data-bad={row.unfinished.length > 0 || undefined}>{number(row.unfinished.length)}</span>,
    },
    {
      key: "review",
      head: t("plan.review_at"),
      number: true,
      cell: (row) => <span data-bad={row.overdue || undefined}>{date(row.review_at)}</span>,
    },
    { key: "by", head: t("plan.made_by"), extra: true, cell: (row) => row.made_by },
  ];
}
