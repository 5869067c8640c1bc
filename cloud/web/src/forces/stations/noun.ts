import type { Noun } from "../records/noun";

export const STATIONS: Noun = {
  page: "stations",
  path: "/stations",
  versioned: true,
  whole: true,
  fields: [
    { is: "text", name: "number", required: true, once: true, hint: "150103-01" },
    { is: "text", name: "name", required: true },
    { is: "choice", name: "kind", of: "station_kinds", begin: "regular" },
    { is: "county", name: "area" },
    { is: "pick", name: "organisation_id", of: "organisation" },
    { is: "text", name: "phone" },
    { is: "text", name: "address" },
    { is: "figure", name: "longitude", required: true },
    { is: "figure", name: "latitude", required: true },
    { is: "figure", name: "risk_s", required: true, most: 100_000, step: "any", begin: "300" },
    { is: "long", name: "note" },
    { is: "check", name: "closed" },
  ],
};
