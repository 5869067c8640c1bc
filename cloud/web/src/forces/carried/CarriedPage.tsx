import { useRoute } from "../../shell/useRoute";
import { BookFilter } from "../records/BookFilter";
import { ListPage } from "../records/ListPage";
import { Records } from "../records/Records";
import { useForceWords } from "../useForceWords";
import { CARRIED } from "./noun";
import { useCarriedColumns } from "./useCarriedColumns";

function CarriedList() {
  const { t } = useForceWords();
  const { query } = useRoute();
  const columns = useCarriedColumns();
  return (
    <ListPage
      page="carried"
      path="/carried-devices"
      columns={columns}
      asked={{ kind: query.kind }}
      filters={<BookFilter name="kind" label={t("field.kind")} of="carried_kinds" />}
    >
      <p className="op-note">{t("carried.what")}</p>
    </ListPage>
  );
}

/** Radios, drones and body cameras 单兵装备. */
export const CarriedPage = () => <Records noun={CARRIED} List={CarriedList} />;
