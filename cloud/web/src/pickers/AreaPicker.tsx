import "../styles/pickers.css";

import { useState } from "react";

import { Chips } from "./Chips";
import { useAreaNames } from "./useAreaNames";
import { usePickerWords } from "./usePickerWords";

interface Props {
  chosen: readonly string[];
  onChange: (areas: string[]) => void;
}

/** Areas by their names: the region, a league with all its counties, or one county. */
export function AreaPicker({ chosen, onChange }: Props) {
  const { t, speak } = usePickerWords();
  const { tree, names } = useAreaNames();
  const [area, setArea] = useState("");
  const called = (code: string) => {
    const name = names.get(code);
    return name ? speak(name) : code;
  };
  return (
    <fieldset className="op-field wide">
      <legend>{t("picker.areas")}</legend>
      <Chips
        label={t("picker.areas")}
        items={chosen.map((code) => ({ key: code, text: called(code), shown: called(code) }))}
        onRemove={(code) => {
          onChange(chosen.filter((each) => each !== code));
        }}
      />
      <div className="picker-add">
        <select
          aria-label={t("picker.area")}
          value={area}
          onChange={(event) => {
            setArea(event.target.value);
          }}
        >
          <option value="">{t("picker.area")}</option>
          {tree && <option value={tree.code}>{speak(tree.name)}</option>}
          {tree?.children.map((league) => (
            <optgroup key={league.code} label={speak(league.name)}>
              <option value={league.code}>{t("picker.whole", { name: speak(league.name) })}</option>
              {league.children.map((county) => (
                <option key={county.code} value={county.code}>
                  {speak(county.name)}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <button
          type="button"
          className="button"
          disabled={area === "" || chosen.includes(area)}
          onClick={() => {
            onChange([...chosen, area]);
            setArea("");
          }}
        >
          {t("picker.add_area")}
        </button>
      </div>
    </fieldset>
  );
}
