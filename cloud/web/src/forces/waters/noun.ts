import type { Noun } from "../records/noun";

export const WATERS: Noun = {
  page: "waters",
  path: "/waters",
  versioned: true,
  whole: true,
  fields: [
    { is: "text", name: "number", required: true, once: true, hint: "150103-XHS-0012" },
    { is: "text", name: "name", required: true },
    { is: "choice", name: "kind", of: "water_kinds", begin: "hydrant" },
    { is: "choice", name: "state", of: "water_states", begin: "in-use" },
    { is: "county", name: "area" },
    { is: "text", name: "address" },
    { is: "text", name: "owner" },
    { is: "pick", name: "organisation_id", of: "organisation" },
    { is: "figure", name: "longitude", required: true },
    { is: "figure", name: "latitude", required: true },
    { is: "figure", name: "flow_l_s", most: 10_000, step: "any" },
    { is: "figure", name: "capacity_m3", most: 1_000_000_000, step: "any" },
    { is: "day", name: "inspected_at" },
    { is: "code", name: "gateway" },
    { is: "code", name: "part" },
    { is: "long", name: "note" },
  ],
};
