import type { ComponentProps } from "react";

interface Props extends Omit<ComponentProps<"input">, "value" | "onChange"> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Further classes of the field, such as `wide`. */
  field?: string;
}

/** One line of text under its name. */
export function TextField({ label, value, onChange, field = "", ...input }: Props) {
  return (
    <label className={`op-field ${field}`}>
      <span>{label}</span>
      <input
        {...input}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
    </label>
  );
}
