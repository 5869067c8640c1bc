import { createContext, useContext, useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { ApiError } from "../api/client";
import { say } from "../hooks/useDesk";
import { saidAt } from "./faultAt";

/** What the centre has refused of the form around. */
export const FaultContext = createContext<ApiError | null>(null);

export interface Invalid {
  "aria-invalid"?: true;
  "aria-describedby"?: string;
}

/** What the centre refused of the field that it is sent as `at`, in words; null: nothing. */
function useSaid(at: string | undefined): string | null {
  const fault = useContext(FaultContext);
  const { i18n } = useTranslation();
  const said = at === undefined ? null : saidAt(fault?.fault ?? null, at);
  return said && say(said, i18n.language);
}

/** The same, where a control has no label of the browser's own. */
export function FieldFault({ at, id }: { at: string; id?: string }) {
  const said = useSaid(at);
  return (
    said !== null && (
      <p id={id} role="alert" className="op-field-fault">
        {said}
      </p>
    )
  );
}

interface Props {
  label: string;
  /** Further classes of the field, such as `wide`. */
  field?: string;
  /** The name under which the centre is sent it: what it refuses of it is said here. */
  at?: string | undefined;
  control: (invalid: Invalid) => ReactNode;
}

/** A control under its name, and under it what the centre refused of it. */
export function Field({ label, field = "", at, control }: Props) {
  const id = useId();
  const said = useSaid(at);
  const named = (
    <>
      <span>{label}</span>
      {control(said === null ? {} : { "aria-invalid": true, "aria-describedby": id })}
    </>
  );
  if (at === undefined) return <label className={`op-field ${field}`}>{named}</label>;
  return (
    <div className={`op-field ${field}`}>
      <label>{named}</label>
      <FieldFault at={at} id={id} />
    </div>
  );
}
