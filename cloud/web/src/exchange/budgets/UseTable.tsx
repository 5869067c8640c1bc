import { areaHref, gatewayHref, organisationHref } from "../../operator/links";
import { FIGURES_MS, useData } from "../../operator/useData";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import type { BudgetUse } from "../api";
import { budgetHref } from "../links";
import { useAreaNames } from "../../pickers/useAreaNames";
import { useExchangeWords } from "../useExchangeWords";

const LIMIT = 200;
const REFUSED = ["refused_messages", "refused_values", "refused_series"] as const;

interface Props {
  days: number;
  /** Of one organisation; none: of everybody, the most refused first. */
  organisation?: number;
}

/** What was used and refused, a row a day and owner. */
export function UseTable({ days, organisation }: Props) {
  const { t, number, speak } = useExchangeWords();
  const { names } = useAreaNames();
  const loaded = useData<{ items: BudgetUse[] }>(
    "/budgets/use",
    { days, organisation, limit: LIMIT },
    FIGURES_MS,
  );
  const told = loaded.data?.items ?? [];
  const rows = organisation === undefined ? told : [...told].sort((a, b) => b.day.localeCompare(a.day));
  const owner: Column<BudgetUse> = {
    key: "owner",
    head: t("budget.owner"),
    cell: (row) =>
      row.organisation_id === null ? (
        <a className="code" href={gatewayHref(row.owner.replace(/^gateway\//, ""))}>
          {row.owner.replace(/^gateway\//, "")}
        </a>
      ) : (
        <a href={organisationHref(row.organisation_id)}>{row.name || row.owner}</a>
      ),
  };
  const area: Column<BudgetUse> = {
    key: "area",
    head: t("letters.area"),
    extra: true,
    cell: (row) => {
      const name = names.get(row.area);
      return <a href={areaHref(row.area)}>{name ? speak(name) : row.area}</a>;
    },
  };
  const edit: Column<BudgetUse> = {
    key: "edit",
    head: <span className="visually-hidden">{t("budget.edit")}</span>,
    cell: (row) =>
      row.organisation_id !== null && (
        <a
          className="button quiet"
          href={budgetHref(row.organisation_id)}
          aria-label={`${t("budget.edit")}: ${row.name || row.owner}`}
        >
          {t("budget.edit")}
        </a>
      ),
  };
  const columns: Column<BudgetUse>[] = [
    ...(organisation === undefined ? [owner] : []),
    {
      key: "day",
      head: t("budget.day"),
      cell: (row) => <span className="num">{row.day}</span>,
    },
    ...(organisation === undefined ? [area] : []),
    { key: "new", head: t("budget.new_series"), number: true, cell: (row) => number(row.new_series) },
    ...REFUSED.map(
      (key): Column<BudgetUse> => ({
        key,
        head: t(`budget.${key}`),
        number: true,
        cell: (row) => <span data-bad={row[key] > 0 || undefined}>{number(row[key])}</span>,
      }),
    ),
    ...(organisation === undefined ? [edit] : []),
  ];
  if (rows.length === 0) return <State loaded={loaded} empty what={t("budget.none")} />;
  return (
    <>
      <Table
        caption={t("budget.use")}
        columns={columns}
        rows={rows}
        rowKey={({ owner: whose, day }) => `${whose} ${day}`}
      />
      {told.length === LIMIT && <p className="op-note muted">{t("budget.most", { number: LIMIT })}</p>}
    </>
  );
}
