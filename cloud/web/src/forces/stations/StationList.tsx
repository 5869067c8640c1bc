import { useRoute } from "../../shell/useRoute";
import type { Station } from "../api";
import { BookFilter } from "../records/BookFilter";
import { ListPage } from "../records/ListPage";
import { useSiteColumns } from "../records/useSite";
import { useForceWords } from "../useForceWords";

/** Stations, small, of enterprises, of volunteers, and micro-stations. */
export function StationList() {
  const { t } = useForceWords();
  const { query } = useRoute();
  const columns = useSiteColumns<Station>("stations");
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
