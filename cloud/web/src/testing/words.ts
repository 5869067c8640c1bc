/** What the tests of words ask: keys, texts, what is filled in, and the code that names them. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Tree } from "../i18n/pseudo";

/** Every key as a path, English plurals under their common name. */
export function keys(tree: Tree, path = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [`${path}${key}`] : keys(value, `${path}${key}.`),
  );
}

export const singular = (list: string[]) =>
  [...new Set(list.map((key) => key.replace(/_one$/, (end) => (list.includes(key.replace(end, "_other")) ? "" : end)).replace(/_other$/, "")))].sort();

export function texts(tree: Tree): string[] {
  return Object.values(tree).flatMap((value) => (typeof value === "string" ? [value] : texts(value)));
}

export function at(tree: Tree, path: string): string {
  const found = path
    .split(".")
    .reduce<string | Tree | undefined>(
      (held, key) => (typeof held === "object" ? held[key] : undefined),
      tree,
    );
  return typeof found === "string" ? found : "";
}

export const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

/** Every line of code below a folder, tests and the folders named left out. */
export function sources(folder: string, without: readonly string[] = []): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return without.includes(entry.name) ? "" : sources(path, without);
      return /\.tsx?$/.test(entry.name) && !entry.name.includes(".test.") ? readFileSync(path, "utf8") : "";
    })
    .join("\n");
}
