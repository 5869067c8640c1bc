import { useState } from "react";

import { SelectField } from "../forms/SelectField";
import { BuildingName } from "./BuildingName";
import { Chips } from "./Chips";
import { OrganisationField } from "./OrganisationField";
import type { Found } from "./OrganisationSearch";
import { useBuildings } from "./useBuildings";
import { usePickerWords } from "./usePickerWords";

interface Props {
  chosen: readonly number[];
  onChange: (buildings: number[]) => void;
}

/** Buildings by their names: the organisation is looked for first, then one of its buildings is added. */
export function BuildingPicker({ chosen, onChange }: Props) {
  const { t } = usePickerWords();
  const [owner, setOwner] = useState<Found | null>(null);
  const [building, setBuilding] = useState("");
  const buildings = useBuildings(owner?.id ?? null);
  return (
    <fieldset className="op-field wide" data-testid="buildings">
      <legend>{t("picker.buildings")}</legend>
      <Chips
        label={t("picker.buildings")}
        items={chosen.map((id) => ({ key: id, text: `#${id}`, shown: <BuildingName id={id} /> }))}
        onRemove={(id) => {
          onChange(chosen.filter((each) => each !== id));
        }}
      />
      <OrganisationField
        label={t("picker.building_owner")}
        chosen={owner}
        onChange={(found) => {
          setOwner(found);
          setBuilding("");
        }}
      />
      {owner && (
        <div className="picker-add">
          <SelectField label={t("picker.building")} value={building} onChange={setBuilding}>
            <option value="">{t("picker.choose")}</option>
            {buildings
              .filter(({ id }) => !chosen.includes(id))
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </SelectField>
          <button
            type="button"
            className="button"
            disabled={building === ""}
            onClick={() => {
              onChange([...chosen, Number(building)]);
              setBuilding("");
            }}
          >
            {t("picker.add_building")}
          </button>
        </div>
      )}
    </fieldset>
  );
}
