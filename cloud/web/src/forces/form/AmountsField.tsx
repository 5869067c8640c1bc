import { TextField } from "../../forms/TextField";
import { useBooks, useForceWords } from "../useForceWords";
import type { Amounts } from "./fields";

/** How much of each capability; what is left empty is not there. People are told apart. */
export function AmountsField({
  label,
  name,
  value,
  onChange,
}: {
  label: string;
  name: string;
  value: Amounts;
  onChange: (value: Amounts) => void;
}) {
  const { speak, unit: counted } = useForceWords();
  const books = useBooks();
  return (
    <fieldset className="op-field wide">
      <legend>{label}</legend>
      <div className="fo-amounts">
        {Object.entries(books?.capabilities ?? {})
          .filter(([capability]) => capability !== "crew")
          .map(([capability, { name: called, unit }]) => (
            <TextField
              key={capability}
              label={[speak(called), counted(unit)].filter(Boolean).join(" · ")}
              at={`${name}.${capability}`}
              type="number"
              min={0}
              step="any"
              inputMode="decimal"
              value={value[capability] ?? ""}
              onChange={(amount) => {
                onChange({ ...value, [capability]: amount });
              }}
            />
          ))}
      </div>
    </fieldset>
  );
}
