/** The cells of a row as a person repairs them. Pure. */

import type { AsideRow } from "./api";

/** Fields of a row, those that are wrong first, each side as the file has them. */
export function fieldsOf({ headings, faults }: Pick<AsideRow, "headings" | "faults">): string[] {
  const wrong = new Set(faults.map(({ field }) => field));
  const fields = Object.keys(headings);
  return [...fields.filter((field) => wrong.has(field)), ...fields.filter((field) => !wrong.has(field))];
}

/** What was changed: only that is sent. */
export function changed(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(after).filter(([field, text]) => text !== (before[field] ?? "")));
}
