import type { ComponentProps } from "react";

import { Field } from "./Field";

interface Props extends Omit<ComponentProps<"input">, "value" | "onChange"> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Further classes of the field, such as `wide`. */
  field?: string;
  /** The name under which the centre is sent it. */
  at?: string;
}

/** One line of text under its name. */
export function TextField({ label, value, onChange, field = "", at, ...input }: Props) {
  return (
    <Field
      label={label}
      field={field}
      at={at}
      control={(invalid) => (
        <input
          {...input}
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
