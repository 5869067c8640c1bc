import type { ComponentProps, ReactNode } from "react";

import type { ApiError } from "../api/client";
import { FaultNote } from "../operator/works/State";

interface Props extends Omit<ComponentProps<"form">, "onSubmit"> {
  onSubmit: () => void;
  /** What the centre said when it refused. */
  fault?: ApiError | null;
  buttons: ReactNode;
}

/** Fields, what was refused, and what can be done with them. */
export function Form({ onSubmit, fault = null, buttons, children, className = "", ...form }: Props) {
  return (
    <form
      {...form}
      className={`op-form ${className}`}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      {fault && <FaultNote fault={fault} />}
      <div className="op-form-buttons">{buttons}</div>
    </form>
  );
}
