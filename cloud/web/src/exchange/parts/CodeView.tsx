import { useMemo } from "react";

import { lineAndColumn } from "./json";

interface Props {
  text: string;
  label: string;
  /** The offset to which the eye is led. */
  fault?: number | null;
}

/** A text of several lines; the line at fault is marked. */
export function CodeView({ text, label, fault = null }: Props) {
  const lines = useMemo(() => text.split("\n"), [text]);
  const bad = fault === null ? 0 : lineAndColumn(text, fault).line;
  return (
    <ol className="ex-code code" aria-label={label}>
      {lines.map((line, at) => (
        // Lines have no other name than their number, and never move.
        <li key={at} data-fault={at + 1 === bad || undefined} aria-current={at + 1 === bad || undefined}>
          {line || " "}
        </li>
      ))}
    </ol>
  );
}
