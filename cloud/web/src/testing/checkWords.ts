/** The tests that the words of every part of the page pass. */

import { expect, test } from "vitest";

import type { Tree } from "../i18n/pseudo";
import { at, holes, keys, singular, texts } from "./words";

interface Given {
  zh: Tree;
  en: Tree;
  /** The code that names them. */
  code: string;
  /** At least so many of them are named by the code: else it is not read as it is written. */
  least: number;
  /** Words of the whole page that the part names too. */
  shared?: RegExp;
  /** Beginnings of keys that the code puts together by other means. */
  families?: readonly string[];
}

const NAMED = /\bt\(\s*"([\w.-]+)"/g;
/** A key belongs to a family that is named by template: t(`age.${unit}`). */
const FAMILY = /`([\w.-]+[._])\$\{/g;

export function checkWords({ zh, en, code, least, shared, families = [] }: Given): void {
  const known = singular(keys(zh));

  test("Chinese and English have the same keys", () => {
    expect(singular(keys(en))).toEqual(known);
  });

  test("no text is empty", () => {
    expect([...texts(zh), ...texts(en)].filter((text) => text.trim() === "")).toEqual([]);
  });

  test("both languages fill in the same things", () => {
    // English has a plural, and may leave the number out of its singular.
    const filled = (tree: Tree, key: string) => holes(at(tree, key) || at(tree, `${key}_other`)).join();
    expect(known.filter((key) => filled(zh, key) !== filled(en, key))).toEqual([]);
  });

  test("every key that the code names has its text", () => {
    const named = [...code.matchAll(NAMED)].map((match) => match[1] ?? "");
    expect(named.length).toBeGreaterThan(least);
    expect(named.filter((key) => !known.includes(key) && !shared?.test(key))).toEqual([]);
  });

  test("every text is used by the code", () => {
    const named = [...[...code.matchAll(FAMILY)].map((match) => match[1] ?? ""), ...families];
    expect(
      known.filter((key) => !code.includes(`"${key}"`) && !named.some((family) => key.startsWith(family))),
    ).toEqual([]);
  });
}
