import { TextField } from "../../forms/TextField";
import { useForceWords } from "../useForceWords";
import { positionOf } from "./bounds";
import { said, type Draft } from "./fields";
import { PlaceMap } from "./PlaceMap";

/** Where it is: typed, or picked on the map. */
export function PlaceFields({ draft, onChange }: { draft: Draft; onChange: (part: Draft) => void }) {
  const { t } = useForceWords();
  const text = (name: "longitude" | "latitude") => (
    <TextField
      label={t(`field.${name}`)}
      at={name}
      required
      type="number"
      step="any"
      inputMode="decimal"
      value={said(draft[name])}
      onChange={(value) => {
        onChange({ [name]: value });
      }}
    />
  );
  return (
    <>
      {text("longitude")}
      {text("latitude")}
      <div className="wide">
        <p className="op-note muted">{t("map.how")}</p>
        <PlaceMap
          text={said(draft.name)}
          at={positionOf(draft.longitude, draft.latitude)}
          area={said(draft.area)}
          onPick={([longitude, latitude]) => {
            onChange({ longitude: String(longitude), latitude: String(latitude) });
          }}
        />
      </div>
    </>
  );
}
