import type { ComponentProps } from "react";

interface Props extends Omit<ComponentProps<"textarea">, "value" | "onChange"> {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** Several lines of text under their name. */
export function LongField({ label, value, onChange, ...area }: Props) {
  return (
    <label className="op-field wide">
      <span>{label}</span>
      <textarea
        rows={3}
        {...area}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
    </label>
  );
}
