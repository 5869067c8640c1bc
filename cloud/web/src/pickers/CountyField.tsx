import { SelectField } from "../forms/SelectField";
import { useAreaNames } from "./useAreaNames";
import { usePickerWords } from "./usePickerWords";

interface Props {
  value: string;
  disabled?: boolean;
  /** The name under which the centre is sent it. */
  at?: string;
  onChange: (county: string) => void;
}

/** One county, by its league. */
export function CountyField({ value, disabled = false, at, onChange }: Props) {
  const { t, speak } = usePickerWords();
  const { tree } = useAreaNames();
  const known = tree?.children.some(({ children }) => children.some(({ code }) => code === value)) ?? false;
  return (
    <SelectField label={t("picker.county")} required at={at} value={value} disabled={disabled} onChange={onChange}>
      <option value="">{t("picker.choose")}</option>
      {/* What is chosen already stays chosen while the names are on their way. */}
      {value !== "" && !known && <option value={value}>{value}</option>}
      {tree?.children.map((league) => (
        <optgroup key={league.code} label={speak(league.name)}>
          {league.children.map((county) => (
            <option key={county.code} value={county.code}>
              {speak(county.name)}
            </option>
          ))}
        </optgroup>
      ))}
    </SelectField>
  );
}
