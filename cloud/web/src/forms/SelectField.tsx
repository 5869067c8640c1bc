import type { ComponentProps, ReactNode } from "react";

import { Field } from "./Field";

interface Props extends Omit<ComponentProps<"select">, "value" | "onChange"> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** The name under which the centre is sent it. */
  at?: string | undefined;
  /** Its options. */
  children: ReactNode;
}

/** One of several under its name. */
export function SelectField({ label, value, onChange, at, children, ...select }: Props) {
  return (
    <Field
      label={label}
      at={at}
      control={(invalid) => (
        <select
          {...select}
          {...invalid}
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        >
          {children}
        </select>
      )}
    />
  );
}
