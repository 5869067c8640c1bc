/** Addresses of the pages of duty. Which room is looked at stands in the address. */

import { hrefOf, type Filters } from "../shell/route";

export const PAGES = ["now", "checks", "handover", "log", "rota", "load", "rooms"] as const;
export type DutyPage = (typeof PAGES)[number];

export const dutyHref = (page: DutyPage, filters: Filters = {}) =>
  hrefOf(page === "now" ? ["duty"] : ["duty", page], filters);
export const handoverHref = (id: number, room: number) => hrefOf(["duty", "handover", id], { room });
/** A file of the centre: the browser fetches and keeps it. */
export const fileHref = (path: string, query: Record<string, string | number> = {}) => {
  const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)])).toString();
  return `./api/v1/duty${path}${search ? `?${search}` : ""}`;
};
