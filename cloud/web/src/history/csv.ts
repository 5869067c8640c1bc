/** Tables as files that a spreadsheet opens. Pure. */

type Cell = string | number | null;

/** Text that a spreadsheet would take for a formula is kept from being one. */
function written(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With the mark by which spreadsheets know the encoding. */
export const csvOf = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `\uFEFF${[head, ...rows].map((row) => row.map(written).join(",")).join("\r\n")}\r\n`;

/** A moment as a spreadsheet reads it, in the building's zone, with the zone beside it. */
export function stampOf(ms: number): string {
  const local = new Date(ms + 8 * 3_600_000).toISOString();
  return `${local.slice(0, 19).replace("T", " ")}+08:00`;
}
