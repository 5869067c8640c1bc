import type { ComponentProps, ReactNode } from "react";

interface Props extends Omit<ComponentProps<"select">, "value" | "onChange"> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Its options. */
  children: ReactNode;
}

/** One of several under its name. */
export function SelectField({ label, value, onChange, children, ...select }: Props) {
  return (
    <label className="op-field">
      <span>{label}</span>
      <select
        {...select}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      >
        {children}
      </select>
    </label>
  );
}
