import { gatewayHref } from "../../operator/links";
import { usePlaceWords } from "../usePlaceWords";
import { RecordPanel } from "./RecordPanel";
import { useChoices, type Place } from "./useChoices";

/** The planned devices of an organisation: panels, transmission devices, sensors. */
export function DevicesPanel(place: Place) {
  const { t } = usePlaceWords();
  const choices = useChoices(place);
  return (
    <RecordPanel
      kind="device"
      title={t("device.all")}
      parent={place.organisation}
      begin={place.building === undefined ? {} : { building_id: String(place.building) }}
      nameOf={(row) => String(row.name)}
      options={choices}
      columns={[
        { key: "name", head: t("field.name"), cell: (row) => String(row.name) },
        {
          key: "gateway",
          head: t("field.gateway"),
          cell: (row) =>
            typeof row.gateway === "string" ? (
              <a className="code" href={gatewayHref(row.gateway)}>
                {row.gateway}
              </a>
            ) : (
              "–"
            ),
        },
        { key: "profile", head: t("field.profile"), cell: (row) => String(row.profile) || "–" },
        { key: "serial", head: t("field.serial"), extra: true, cell: (row) => String(row.serial) || "–" },
      ]}
    />
  );
}
