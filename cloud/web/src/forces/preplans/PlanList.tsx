import { useNow } from "../../hooks/useNow";
import { FilterSelect } from "../../operator/works/Filters";
import { useRoute } from "../../shell/useRoute";
import { ListPage } from "../records/ListPage";
import { useForceWords } from "../useForceWords";
import { usePlanColumns } from "./usePlanColumns";

const DAY_MS = 86_400_000;

/** The plans in force, or those that are being drawn up; all, or those to be looked at soon. */
export function PlanList() {
  const { t } = useForceWords();
  const { query } = useRoute();
  const columns = usePlanColumns();
  const now = useNow(0);
  const days = query.due === undefined ? null : Number(query.due);
  // By the day, so that the question stays the same while the page is looked at.
  const due = days === null ? undefined : (Math.floor(now / DAY_MS) + days + 1) * DAY_MS;
  return (
    <ListPage
      page="preplans"
      path="/preplans"
      columns={columns}
      asked={{ standing: query.standing, due_before: due }}
      filters={
        <>
          <FilterSelect
            name="standing"
            label={t("state.state")}
            options={[
              { value: "", text: t("plan.in_force") },
              { value: "draft", text: t("plan.draft") },
            ]}
          />
          <FilterSelect
            name="due"
            label={t("plan.review_at")}
            options={[
              { value: "", text: t("list.all") },
              { value: "0", text: t("plan.due_now") },
              { value: "30", text: t("plan.due_days", { count: 30 }) },
              { value: "90", text: t("plan.due_days", { count: 90 }) },
            ]}
          />
        </>
      }
    />
  );
}
