import type { Noun } from "../records/noun";

export const UNITS: Noun = {
  page: "units",
  path: "/units",
  versioned: false,
  whole: true,
  fields: [
    { is: "pick", name: "station_id", of: "station", required: true },
    { is: "text", name: "name", label: "call_sign", required: true },
    { is: "text", name: "plate" },
    { is: "figure", name: "crew", required: true, most: 99, begin: "6" },
    { is: "figure", name: "crew_least", required: true, most: 99, begin: "1" },
    { is: "figure", name: "fuel_percent", most: 100, step: "any" },
    { is: "amounts", name: "gives" },
    { is: "pick", name: "terminal_id", of: "terminal" },
    { is: "code", name: "gateway" },
    { is: "long", name: "note" },
    { is: "check", name: "retired" },
  ],
};
