/** The one way in which a document of a draw is written (RFC 8785, whole numbers only), and its hash. Pure. */

import { hex, sha256 } from "./sha256";

export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };

const bytesOf = new TextEncoder();

export function canonical(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const held = value as Readonly<Record<string, Value>>;
    const members = Object.keys(held)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${canonical(held[name] ?? null)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

export const utf8 = (text: string) => bytesOf.encode(text);
export const digest = (value: Value) => hex(sha256(utf8(canonical(value))));
