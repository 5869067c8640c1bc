/** What each kind of channel must be told, as a table: the form is drawn from it. */

import type { Kind } from "./api";

export type FieldName =
  | "url"
  | "secret"
  | "password"
  | "token"
  | "sign"
  | "host"
  | "port"
  | "security"
  | "sender"
  | "username"
  | "form"
  | "signature"
  | "sender_name"
  | "restriction"
  | "exercise";

export interface Field {
  name: FieldName;
  as: "text" | "number" | "choice" | "flag" | "secret";
  /** Of a choice. */
  options?: readonly string[];
  required?: boolean;
  begin?: string | number | boolean;
  /** Only where another field says so. */
  when?: { name: FieldName; is: string };
}

const URL: Field = { name: "url", as: "secret", required: true };
const provider = (more: readonly Field[] = []): readonly Field[] => [
  { name: "form", as: "choice", options: ["http", "file"], begin: "http" },
  { ...URL, when: { name: "form", is: "http" } },
  { name: "token", as: "secret", when: { name: "form", is: "http" } },
  ...more,
];

export const FIELDS: Record<Kind, readonly Field[]> = {
  page: [],
  webhook: [URL, { name: "secret", as: "secret" }],
  email: [
    { name: "host", as: "text", required: true },
    { name: "port", as: "number", required: true, begin: 587 },
    { name: "security", as: "choice", options: ["starttls", "tls", "none"], begin: "starttls" },
    { name: "sender", as: "text", required: true },
    { name: "username", as: "text" },
    { name: "password", as: "secret" },
  ],
  sms: provider([{ name: "signature", as: "text" }]),
  voice: provider(),
  cap: [
    URL,
    { name: "token", as: "secret" },
    { name: "sender", as: "text", required: true },
    { name: "sender_name", as: "text", begin: "草原哨 Steppewatch" },
    { name: "restriction", as: "text", required: true, begin: "Fire services and the organisation concerned 消防救援机构及相关单位" },
    { name: "exercise", as: "flag", begin: false },
  ],
  wecom: [URL],
  dingtalk: [URL, { name: "sign", as: "secret" }],
};

export type Told = Partial<Record<FieldName, string | number | boolean>>;

export const shownFields = (kind: Kind, told: Told): readonly Field[] =>
  FIELDS[kind].filter(({ when }) => when === undefined || told[when.name] === when.is);

/** What a form begins with: what is known of the channel, else what is usual. */
export const beginOf = (kind: Kind, known: Told = {}): Told =>
  Object.fromEntries(
    FIELDS[kind].flatMap(({ name, as, begin }) => {
      if (as === "secret") return [];
      const value = known[name] ?? begin;
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** The form as the centre takes it; a secret that was not written stays as it is. */
export function formOf(kind: Kind, told: Told): object {
  const filled = shownFields(kind, told).map(({ name, as }): [string, unknown] => {
    const value = told[name];
    if (as === "secret") return [name, typeof value === "string" && value.trim() !== "" ? value.trim() : null];
    if (as === "number") return [name, Number(value)];
    if (as === "flag") return [name, value === true];
    return [name, typeof value === "string" ? value.trim() : (value ?? "")];
  });
  return { kind, ...Object.fromEntries(filled) };
}
