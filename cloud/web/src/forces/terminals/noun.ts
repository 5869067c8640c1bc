import type { Noun } from "../records/noun";

export const TERMINALS: Noun = {
  page: "terminals",
  path: "/vehicle-terminals",
  versioned: false,
  whole: false,
  fields: [
    { is: "text", name: "phone", label: "phone_number", required: true, once: true, pattern: "[0-9]{1,20}", longest: 20, hint: "13912345678" },
    { is: "text", name: "name", required: true },
    { is: "text", name: "plate" },
    { is: "county", name: "area" },
    { is: "pick", name: "organisation_id", of: "organisation" },
    { is: "check", name: "enabled", begin: true },
  ],
};
