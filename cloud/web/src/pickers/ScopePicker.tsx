import { AreaPicker } from "./AreaPicker";
import { Chips } from "./Chips";
import { OrganisationName } from "./OrganisationName";
import { OrganisationSearch } from "./OrganisationSearch";
import { usePickerWords } from "./usePickerWords";

interface Props {
  areas: readonly string[];
  organisations: readonly number[];
  onAreas: (areas: string[]) => void;
  onOrganisations: (organisations: number[]) => void;
}

/** A scope: areas and organisations by their names. What lies in any of them is in it. */
export function ScopePicker({ areas, organisations, onAreas, onOrganisations }: Props) {
  const { t } = usePickerWords();
  return (
    <>
      <AreaPicker chosen={areas} onChange={onAreas} />
      <fieldset className="op-field wide">
        <legend>{t("picker.organisations")}</legend>
        <Chips
          label={t("picker.organisations")}
          items={organisations.map((id) => ({ key: id, text: `#${id}`, shown: <OrganisationName id={id} /> }))}
          onRemove={(id) => {
            onOrganisations(organisations.filter((each) => each !== id));
          }}
        />
        <OrganisationSearch
          label={t("picker.organisation")}
          without={organisations}
          onChoose={({ id }) => {
            onOrganisations([...organisations, Number(id)]);
          }}
        />
      </fieldset>
    </>
  );
}
