/** What the wall shows, cut to what a wall has room for. Pure. */

import type { Incident, Order } from "../api";

export interface Latest {
  incident: Incident;
  order: Order;
}

/** The last orders of all incidents, the newest first. */
export const latestOrders = (incidents: Iterable<Incident>, most: number): Latest[] =>
  [...incidents]
    .flatMap((incident) => incident.orders.map((order) => ({ incident, order })))
    .sort((a, b) => b.order.at - a.order.at || b.order.id - a.order.id)
    .slice(0, most);

export interface Load {
  open: number;
  waiting: number;
  ordered: number;
  there: number;
  ready: number;
  units: number;
}

export function loadOf(incidents: readonly Incident[], units: Iterable<{ ready: boolean; retired: boolean }>): Load {
  const orders = incidents.flatMap((incident) => incident.orders);
  const held = [...units].filter(({ retired }) => !retired);
  return {
    open: incidents.length,
    waiting: incidents.filter(({ state }) => state === "open").length,
    ordered: orders.filter(({ arrived_at }) => arrived_at === null).length,
    there: orders.filter(({ arrived_at }) => arrived_at !== null).length,
    ready: held.filter(({ ready }) => ready).length,
    units: held.length,
  };
}

/** A wall that stands still burns in: all of it moves by a few pixels, a step a minute, round a small circle. */
export function drift(now: number, pixels: number): { x: number; y: number } {
  const turn = ((Math.floor(now / 60_000) % 12) / 12) * 2 * Math.PI;
  return { x: Math.round(Math.cos(turn) * pixels), y: Math.round(Math.sin(turn) * pixels) };
}

/** Which page of a list is shown: they take turns. */
export function turnOf<T>(rows: readonly T[], most: number, now: number, everyMs: number): { rows: T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(rows.length / most));
  const page = Math.floor(now / everyMs) % pages;
  return { rows: rows.slice(page * most, (page + 1) * most), page, pages };
}
