/** Days of a rota as they are laid out. Pure; days are Beijing's. */

import { DAY_MS, dayOf, midnight } from "../history/span";
import type { OnDuty, Shift } from "./api";

export const startOf = (day: string) => Date.parse(`${day}T00:00:00Z`) - 8 * 3_600_000;
export const addDays = (day: string, days: number) => dayOf(startOf(day) + days * DAY_MS);
export const isDay = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
export const today = (now: number) => dayOf(midnight(now));

export type Width = "week" | "month";

/** The days shown: the week from Monday, or the whole month, that holds a day. */
export function daysOf(day: string, width: Width): string[] {
  if (width === "week") {
    const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
    return Array.from({ length: 7 }, (_, at) => addDays(day, at - weekday));
  }
  const first = `${day.slice(0, 7)}-01`;
  const days: string[] = [];
  for (let each = first; each.slice(0, 7) === first.slice(0, 7); each = addDays(each, 1)) days.push(each);
  return days;
}

/** The day by which one turns to the next, or the last, week or month. */
export function turned(day: string, width: Width, forward: boolean): string {
  if (width === "week") return addDays(day, forward ? 7 : -7);
  const [first = day] = daysOf(day, "month");
  return forward ? addDays(daysOf(day, "month").at(-1) ?? day, 1) : addDays(first, -1);
}

/** A shift belongs to the day on which it begins. */
export const shiftsOn = (shifts: readonly Shift[], day: string) =>
  shifts.filter(({ start_at }) => dayOf(start_at) === day);

export interface Row {
  account_id: number;
  name: string;
  /** Of each day the shifts that this person is on. */
  cells: { shift: Shift; as: OnDuty }[][];
}

/** Everybody who is on a shift of these days, in the order of their names, with their shifts day by day. */
export function rowsOf(shifts: readonly Shift[], days: readonly string[]): Row[] {
  const rows = new Map<number, Row>();
  days.forEach((day, at) => {
    for (const shift of shiftsOn(shifts, day)) {
      for (const as of shift.people) {
        const row = rows.get(as.account_id) ?? {
          account_id: as.account_id,
          name: as.name,
          cells: days.map(() => []),
        };
        row.cells[at]?.push({ shift, as });
        rows.set(as.account_id, row);
      }
    }
  });
  return [...rows.values()].sort((a, b) => a.name.localeCompare(b.name, "zh-CN"));
}
