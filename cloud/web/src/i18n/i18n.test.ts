import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import en from "./en.json";
import { say } from "../hooks/useDesk";
import { chosenLanguage } from "./language";
import { languageOf } from "./languages";
import { checkWords } from "../testing/checkWords";
import { sources, texts } from "../testing/words";
import { pseudoText, pseudoTree } from "./pseudo";
import zh from "./zh.json";

// Sections that have words of their own.
const root = join(import.meta.dirname, "..");
const apart = readdirSync(root).filter((section) => existsSync(join(root, section, "words")));
const code = sources(root, apart);

checkWords({ zh, en, code, least: 60, families: ["outcome.", "outcome_general.", "help."] });

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

test("a language without words of its own is asked for by its tag, reads Chinese, and is written downwards", () => {
  expect(chosenLanguage("?lang=mn-Mong", null)).toBe("mn-Mong");
  expect(languageOf("mn-Mong")).toMatchObject({ chinese: true, vertical: true });
  expect(say({ zh: "三层", en: "Floor 3" }, "mn-Mong")).toBe("三层");
});
