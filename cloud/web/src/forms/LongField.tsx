import type { ComponentProps } from "react";

import { Field } from "./Field";

interface Props extends Omit<ComponentProps<"textarea">, "value" | "onChange"> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** The name under which the centre is sent it. */
  at?: string;
}

/** Several lines of text under their name. */
export function LongField({ label, value, onChange, at, ...area }: Props) {
  return (
    <Field
      label={label}
      field="wide"
      at={at}
      control={(invalid) => (
        <textarea
          rows={3}
          {...area}
          {...invalid}
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
    />
  );
}
