import { useRoute } from "../../shell/useRoute";
import { BookFilter } from "../records/BookFilter";
import { ListPage } from "../records/ListPage";
import { useForceWords } from "../useForceWords";
import { useUnitColumns } from "./useUnitColumns";

const FRESH_MS = 10_000;

/** Engines and teams, and what each does now. */
export function UnitList() {
  const { t } = useForceWords();
  const { query } = useRoute();
  const columns = useUnitColumns();
  return (
    <ListPage
      page="units"
      path="/units"
      columns={columns}
      asked={{ state: query.state }}
      everyMs={FRESH_MS}
      imported
      filters={<BookFilter name="state" label={t("state.state")} of="unit_states" />}
    />
  );
}
