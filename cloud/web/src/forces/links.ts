/** Addresses of the brigade's books: what forces there are, water, places, plans, and what crews carry. */

import { hrefOf, type Filters } from "../shell/route";

export const PAGES = [
  "stations",
  "units",
  "waters",
  "facilities",
  "preplans",
  "carried",
  "terminals",
  "links",
] as const;
export type ForcePage = (typeof PAGES)[number];
/** Those that are books of the registry; links are given, not kept. */
export type BookPage = Exclude<ForcePage, "links">;

export const forcesHref = (page: ForcePage, filters: Filters = {}) => hrefOf(["forces", page], filters);
export const oneHref = (page: ForcePage, id: number) => hrefOf(["forces", page, id]);
export const editHref = (page: ForcePage, id: number) => hrefOf(["forces", page, id, "edit"]);
export const newHref = (page: ForcePage, begin: Filters = {}) => hrefOf(["forces", page, "new"], begin);
