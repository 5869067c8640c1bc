import type { Noun } from "../records/noun";

export const FACILITIES: Noun = {
  page: "facilities",
  path: "/facilities",
  versioned: true,
  whole: true,
  fields: [
    { is: "text", name: "number", required: true, once: true, hint: "150102-YY-01" },
    { is: "text", name: "name", required: true },
    { is: "choice", name: "kind", of: "facility_kinds", begin: "hospital" },
    { is: "county", name: "area" },
    { is: "text", name: "phone" },
    { is: "text", name: "address" },
    { is: "pick", name: "organisation_id", of: "organisation" },
    { is: "figure", name: "longitude", required: true },
    { is: "figure", name: "latitude", required: true },
    { is: "figure", name: "beds", most: 100_000 },
    { is: "figure", name: "burn_beds", most: 100_000 },
    { is: "lines", name: "substances", hint: "液氨 UN1005" },
    { is: "long", name: "note" },
    { is: "check", name: "closed" },
  ],
};
