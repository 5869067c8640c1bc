/**
 * The views of the page, who sees each, and how each is loaded. A view is loaded when it is first looked at; a section
 * may have several.
 */

import { lazy, type ComponentType } from "react";

export type Section =
  | "room" | "dispatch" | "duty" | "inspections" | "risk" | "city" | "operator" | "people";

export interface ViewEntry {
  section: Section;
  /** The first step of the addresses that belong to it. */
  steps: readonly string[];
  /** Any of these is enough; none: everybody whom the centre knows. */
  permissions: readonly string[];
  view: ComponentType;
}

const RoomView = lazy(async () => ({ default: (await import("../room/RoomView")).RoomView }));
const InspectionsView = lazy(async () => ({
  default: (await import("../inspections/InspectionsView")).InspectionsView,
}));
const RiskView = lazy(async () => ({ default: (await import("../risk/RiskView")).RiskView }));
const CityView = lazy(async () => ({ default: (await import("../city/CityView")).CityView }));
const DispatchView = lazy(async () => ({
  default: (await import("../dispatch/DispatchView")).DispatchView,
}));
const ForcesView = lazy(async () => ({ default: (await import("../forces/ForcesView")).ForcesView }));
const DutyView = lazy(async () => ({ default: (await import("../duty/DutyView")).DutyView }));
const PeopleView = lazy(async () => ({ default: (await import("../people/PeopleView")).PeopleView }));
const OperatorView = lazy(async () => ({ default: (await import("../operator/OperatorView")).OperatorView }));

export const VIEWS: readonly ViewEntry[] = [
  { section: "room", steps: ["", "room"], permissions: ["view"], view: RoomView },
  { section: "dispatch", steps: ["dispatch", "map", "wall"], permissions: ["view"], view: DispatchView },
  { section: "dispatch", steps: ["forces"], permissions: ["view"], view: ForcesView },
  { section: "duty", steps: ["duty"], permissions: ["view"], view: DutyView },
  { section: "inspections", steps: ["inspections"], permissions: ["inspect", "rectify"], view: InspectionsView },
  { section: "risk", steps: ["risk"], permissions: ["view"], view: RiskView },
  { section: "city", steps: ["city"], permissions: ["view"], view: CityView },
  {
    section: "operator",
    steps: ["fleet", "organisation", "gateway", "registry", "works", "exchange", "notification", "history"],
    permissions: ["view"],
    view: OperatorView,
  },
  { section: "people", steps: ["people", "audit", "me"], permissions: [], view: PeopleView },
];

/** Where each section begins. */
export const HOME: Record<Section, string> = {
  room: "#/",
  dispatch: "#/dispatch",
  duty: "#/duty",
  inspections: "#/inspections",
  risk: "#/risk",
  city: "#/city",
  operator: "#/fleet",
  people: "#/people",
};
