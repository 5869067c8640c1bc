/** Addresses of the pages of fire risk, and where the record behind a reason is shown. */

import { hazardHref, pageHref as inspectionsHref, taskHref } from "../inspections/links";
import { organisationHref } from "../operator/links";
import { hrefOf, type Filters } from "../shell/route";
import type { RecordOf, Site, Subject } from "./api";

export const PAGES = ["map", "list", "weekly", "warnings", "index", "models"] as const;
export type RiskPage = (typeof PAGES)[number];

export const pageHref = (page: RiskPage, filters: Filters = {}) =>
  hrefOf(page === "map" ? ["risk"] : ["risk", page], filters);
export const siteHref = (subject: Subject, id: number) => hrefOf(["risk", "site", subject, id]);
export const warningHref = (id: number) => hrefOf(["risk", "warning", id]);

/** A building is called by its number: whose it is stands before it. */
export const nameOf = ({ name, organisation }: Pick<Site, "name" | "organisation">) =>
  name.includes(organisation) ? name : `${organisation} · ${name}`;

type Owner = Pick<Site, "organisation_id">;
type Link = (id: number, owner: Owner) => string;

/** What has a page of its own leads there; the rest to the organisation whose it is. */
const RECORD_LINKS: Partial<Record<RecordOf["kind"], Link>> = {
  hazard: hazardHref,
  inspection: taskHref,
  alarm: (_, { organisation_id }) => hrefOf(["organisation", organisation_id, "history"]),
};
const KIND_LINKS: Partial<Record<RecordOf["kind"], (owner: Owner) => string>> = {
  hazard: () => inspectionsHref("hazards"),
  inspection: () => inspectionsHref("tasks"),
  registry: ({ organisation_id }) => organisationHref(organisation_id),
  alarm: ({ organisation_id }) => hrefOf(["organisation", organisation_id, "history"]),
  model: () => pageHref("models"),
};

/** Where a record is shown; null: it has no page. */
export function recordHref({ kind, id }: RecordOf, owner: Owner): string | null {
  return (id === null ? undefined : RECORD_LINKS[kind]?.(id, owner)) ?? KIND_LINKS[kind]?.(owner) ?? null;
}

