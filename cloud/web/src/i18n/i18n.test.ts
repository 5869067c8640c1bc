import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import en from "./en.json";
import { chosenLanguage } from "./language";
import { pseudoText, pseudoTree, type Tree } from "./pseudo";
import zh from "./zh.json";

/** Every key as a path, English plurals under their common name. */
function keys(tree: Tree, path = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [`${path}${key}`] : keys(value, `${path}${key}.`),
  );
}

const singular = (list: string[]) => [...new Set(list.map((key) => key.replace(/_(one|other)$/, "")))].sort();

function texts(tree: Tree): string[] {
  return Object.values(tree).flatMap((value) => (typeof value === "string" ? [value] : texts(value)));
}

function at(tree: Tree, path: string): string {
  const found = path
    .split(".")
    .reduce<string | Tree | undefined>(
      (held, key) => (typeof held === "object" ? held[key] : undefined),
      tree,
    );
  return typeof found === "string" ? found : "";
}

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sources(path);
      return /\.tsx?$/.test(entry.name) && !entry.name.includes(".test.") ? readFileSync(path, "utf8") : "";
    })
    .join("\n");
}

const CODE = sources(join(import.meta.dirname, ".."));

test("Chinese and English have the same keys", () => {
  expect(singular(keys(en))).toEqual(singular(keys(zh)));
});

test("no text is empty", () => {
  expect([...texts(zh), ...texts(en)].filter((text) => text.trim() === "")).toEqual([]);
});

test("both languages fill in the same things", () => {
  const differing = keys(zh).filter((key) => {
    const english = at(en, key) || at(en, `${key}_other`);
    const wanted = new Set(holes(at(zh, key)));
    return holes(english).some((hole) => !wanted.has(hole ?? "") && hole !== "count");
  });
  expect(differing).toEqual([]);
});

test("every key that the code names has its text", () => {
  const named = [...CODE.matchAll(/\bt\(\s*"([\w.-]+)"/g)].map((match) => match[1] ?? "");
  const known = new Set(singular(keys(zh)));
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter((key) => !known.has(key))).toEqual([]);
});

test("every text is used by the code", () => {
  // A key is used when it is named whole, or belongs to a family named by template: t(`age.${unit}`).
  const families = [...CODE.matchAll(/`([\w.-]+[._])\$\{/g)].map((match) => match[1] ?? "");
  const outcomes = ["outcome.", "outcome_general."];
  const unused = singular(keys(zh)).filter(
    (key) =>
      !CODE.includes(`"${key}"`) && ![...families, ...outcomes].some((family) => key.startsWith(family)),
  );
  expect(unused.filter((key) => !key.startsWith("help."))).toEqual([]);
});

test("the made-up language brackets every text and leaves what is filled in alone", () => {
  expect(pseudoText("{{count}} open")).toMatch(/^⟦\{\{count\}\} .+⟧$/);
  expect(texts(pseudoTree(en)).every((text) => text.startsWith("⟦") && text.endsWith("⟧"))).toBe(true);
});

test("the address decides the language, then memory, then Chinese", () => {
  expect(chosenLanguage("?lang=en", "zh")).toBe("en");
  expect(chosenLanguage("?lang=pseudo", null)).toBe("pseudo");
  expect(chosenLanguage("?lang=xx", "en")).toBe("en");
  expect(chosenLanguage("", null)).toBe("zh");
});
