/** Addresses of the pages of inspections. */

import { hrefOf, type Filters } from "../shell/route";

export const PAGES = ["tasks", "hazards", "draws", "inspectors"] as const;
export type InspectionPage = (typeof PAGES)[number];

export const pageHref = (page: InspectionPage, filters: Filters = {}) =>
  hrefOf(page === "tasks" ? ["inspections"] : ["inspections", page], filters);
export const taskHref = (id: number) => hrefOf(["inspections", "task", id]);
export const hazardHref = (id: number) => hrefOf(["inspections", "hazard", id]);
export const drawHref = (id: number | "new") => hrefOf(["inspections", "draw", id]);
