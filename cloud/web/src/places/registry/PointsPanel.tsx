import type { Term } from "../../api/types";
import { useVocabularyData } from "../../hooks/useVocabularyData";
import { gatewayHref } from "../../operator/links";
import { Moment } from "../../operator/works/Moment";
import { usePlaceWords } from "../usePlaceWords";
import { RecordPanel } from "./RecordPanel";
import { useChoices, type Place } from "./useChoices";

/** The planned points of an organisation, or of the building that is open. */
export function PointsPanel(place: Place) {
  const { organisation, building } = place;
  const { t, speak } = usePlaceWords();
  const vocabulary = useVocabularyData().data;
  const choices = useChoices(place);
  const terms = (rows: readonly Term[] = []) =>
    rows.map((term) => ({ value: String(term.code), text: `${String(term.code)} ${speak(term)}` }));
  return (
    <RecordPanel
      key={building}
      kind="point"
      title={t(building === undefined ? "point.all" : "point.of_building")}
      parent={organisation}
      query={{ building_id: building }}
      begin={building === undefined ? {} : { building_id: String(building) }}
      nameOf={(row) => String(row.name)}
      options={{
        ...choices,
        system_type: terms(vocabulary?.system_types),
        component_type: terms(vocabulary?.component_types),
      }}
      columns={[
        { key: "name", head: t("field.name"), cell: (row) => String(row.name) },
        { key: "type", head: t("field.component_type"), cell: (row) => speak(row.component_type as Term) },
        {
          key: "part",
          head: t("field.part"),
          cell: (row) => (
            <a className="code" href={gatewayHref(String(row.gateway))}>
              {`${String(row.gateway)}/${String(row.part)}`}
            </a>
          ),
        },
        {
          key: "heard",
          head: t("point.heard"),
          number: true,
          cell: (row) =>
            row.last_heard === null ? <span data-bad>{t("point.never")}</span> : <Moment at={row.last_heard as number} />,
        },
      ]}
    />
  );
}
