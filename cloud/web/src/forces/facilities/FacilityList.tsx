import { useRoute } from "../../shell/useRoute";
import type { Facility } from "../api";
import { BookFilter } from "../records/BookFilter";
import { ListPage } from "../records/ListPage";
import { useSiteColumns } from "../records/useSite";
import { useForceWords } from "../useForceWords";

/** Hospitals, hazardous sites and other places that incidents ask for, or that endanger them. */
export function FacilityList() {
  const { t } = useForceWords();
  const { query } = useRoute();
  const columns = useSiteColumns<Facility>("facilities", [
    { key: "substances", head: t("field.substances"), cell: (row) => row.substances.join(", ") },
  ]);
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
