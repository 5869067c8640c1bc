import { useEffect, useRef, type ComponentProps, type ReactNode } from "react";

import type { ApiError } from "../api/client";
import { FaultNote } from "../operator/works/State";
import { FaultContext } from "./Field";

interface Props extends Omit<ComponentProps<"form">, "onSubmit" | "ref"> {
  onSubmit: () => void;
  /** What the centre said when it refused. */
  fault?: ApiError | null;
  buttons: ReactNode;
}

/** Fields, what was refused, and what can be done with them. A field that says what was refused takes the focus. */
export function Form({ onSubmit, fault = null, buttons, children, className = "", ...form }: Props) {
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (fault) element.current?.querySelector<HTMLElement>('.op-field [aria-invalid="true"]')?.focus();
  }, [fault]);
  return (
    <form
      {...form}
      ref={element}
      className={`op-form ${className}`}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <FaultContext value={fault}>{children}</FaultContext>
      {fault && <FaultNote fault={fault} />}
      <div className="op-form-buttons">{buttons}</div>
    </form>
  );
}
