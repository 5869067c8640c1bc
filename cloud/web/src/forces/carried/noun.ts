import type { Noun } from "../records/noun";

const CODE = "[0-9]{20}";

export const CARRIED: Noun = {
  page: "carried",
  path: "/carried-devices",
  versioned: true,
  whole: false,
  fields: [
    { is: "pick", name: "unit_id", of: "unit", required: true },
    { is: "choice", name: "kind", of: "carried_kinds", begin: "pdt-radio", once: true },
    { is: "text", name: "number", required: true, once: true },
    { is: "text", name: "name", required: true },
    { is: "text", name: "person" },
    { is: "code", name: "gb28181_device", longest: 20, pattern: CODE, hint: "15010300001320000001" },
    { is: "code", name: "gb28181_channel", longest: 20, pattern: CODE },
    { is: "text", name: "stream_url", longest: 512, hint: "https://" },
  ],
};
