import { goTo, useRoute } from "../../shell/useRoute";
import { FilterBar, FilterSelect } from "../../operator/works/Filters";
import { Page } from "../../operator/works/Page";
import { budgetHref } from "../links";
import { OrganisationSearch } from "../../pickers/OrganisationSearch";
import { useExchangeWords } from "../useExchangeWords";
import { BudgetPage } from "./BudgetPage";
import { UseTable } from "./UseTable";

const DAYS = ["", "7", "30"] as const;

function List() {
  const { t } = useExchangeWords();
  const { query } = useRoute();
  const days = Number(query.days ?? 1);
  return (
    <Page title={t("budget.title")}>
      <p className="op-note muted">{t("budget.about")}</p>
      <FilterBar>
        <FilterSelect
          name="days"
          label={t("budget.span")}
          options={DAYS.map((value) => ({
            value,
            text: value ? t("budget.days", { days: value }) : t("budget.today"),
          }))}
        />
        <OrganisationSearch
          label={t("budget.find")}
          onChoose={({ id }) => {
            goTo(budgetHref(Number(id)));
          }}
        />
      </FilterBar>
      <UseTable days={days >= 1 && days <= 90 ? days : 1} />
    </Page>
  );
}

/** What was used of budgets, or the budget of the organisation that the address names. */
export function BudgetsPage() {
  const { steps } = useRoute();
  const id = Number(steps[2]);
  return Number.isSafeInteger(id) && id > 0 ? <BudgetPage key={id} id={id} /> : <List />;
}
