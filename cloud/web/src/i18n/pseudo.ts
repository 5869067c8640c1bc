/**
 * A made-up language that shows what has escaped translation: every text of ours stands in ⟦brackets⟧, accented and a
 * third longer. What is on screen without brackets came from the API, or was forgotten.
 */

export interface Tree {
  [key: string]: string | Tree;
}

const ACCENTS: Record<string, string> = {
  a: "á",
  c: "ç",
  e: "é",
  g: "ğ",
  i: "í",
  n: "ñ",
  o: "ö",
  s: "š",
  u: "ü",
  y: "ý",
  A: "Å",
  C: "Ç",
  E: "É",
  G: "Ğ",
  I: "Î",
  N: "Ñ",
  O: "Ø",
  S: "Š",
  U: "Û",
  Y: "Ý",
};

/** Placeholders such as {{count}} stay as they are. */
export function pseudoText(text: string): string {
  const parts = text.split(/(\{\{.*?\}\})/);
  const accented = parts.map((part) =>
    part.startsWith("{{") ? part : part.replace(/[a-z]/gi, (letter) => ACCENTS[letter] ?? letter),
  );
  return `⟦${accented.join("")}${"~".repeat(Math.ceil(text.length / 3))}⟧`;
}

export function pseudoTree(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [
      key,
      typeof value === "string" ? pseudoText(value) : pseudoTree(value),
    ]),
  );
}
