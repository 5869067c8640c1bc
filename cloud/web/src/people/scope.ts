/** Scopes and changes as people read them. Pure. */

/** Whether nothing is hidden. */
export const isWhole = (areas: readonly string[]) => areas.some((area) => area === "15" || area === "");

/** What differs between the two sides of a change, key by key; unchanged ones are left out. */
export function differences(
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
): { key: string; before: string | null; after: string | null }[] {
  const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  const text = (value: unknown) =>
    value === undefined || value === null ? null : typeof value === "string" ? value : JSON.stringify(value);
  return keys
    .map((key) => ({ key, before: text(before?.[key]), after: text(after?.[key]) }))
    .filter((each) => each.before !== each.after);
}
