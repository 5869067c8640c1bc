/** The addresses of histories: what they show stands in them, so that they can be sent on. */

import { hrefOf, type Filters } from "../shell/route";

export const deviceHistoryHref = (gateway: string, part: string, query: Filters = {}) =>
  hrefOf(["history", gateway, part], query);

export const organisationHistoryHref = (id: number, query: Filters = {}) =>
  hrefOf(["organisation", id, "history"], query);

const AROUND_MS = 30 * 60_000;

/** A part's history around something that happened. */
export const aroundHref = (gateway: string, part: string, at: number) =>
  deviceHistoryHref(gateway, part, { from: at - AROUND_MS, to: at + AROUND_MS });
