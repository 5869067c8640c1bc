/** JSON as people repair it: where it breaks, where a path stands, and how it reads best. Nothing is rounded. Pure. */

export type Why = "value" | "key" | "colon" | "comma" | "string" | "escape" | "number" | "end" | "rest" | "deep";

/** The first place at which a text is no JSON. Lines and columns count from one. */
export interface Fault {
  at: number;
  line: number;
  column: number;
  why: Why;
}

/** A text that is JSON: its tokens as they were written, and where the value of each path begins. */
export interface Written {
  tokens: readonly string[];
  places: ReadonlyMap<string, number>;
}

const DEEPEST = 200;
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
// eslint-disable-next-line no-control-regex -- a control character within a string is exactly what is looked for.
const PIECE = /[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

class Broken extends Error {
  constructor(
    readonly at: number,
    readonly why: Why,
  ) {
    super(why);
  }
}

export function lineAndColumn(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at);
  return { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
}

/** Reads a whole text. */
export function readJson(text: string): Written | Fault {
  const tokens: string[] = [];
  const places = new Map<string, number>();
  let at = 0;

  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  const skip = () => match(SPACE);
  const mark = (sign: string, why: Why) => {
    if (text[at] !== sign) throw new Broken(at, at >= text.length ? "end" : why);
    tokens.push(sign);
    at += 1;
  };
  const string = () => {
    const begin = at;
    at += 1;
    while (text[at] !== '"') {
      if (at >= text.length) throw new Broken(begin, "string");
      if (match(PIECE) === null) throw new Broken(at, text[at] === "\\" ? "escape" : "string");
    }
    at += 1;
    tokens.push(text.slice(begin, at));
    return text.slice(begin, at);
  };
  const members = (path: string, depth: number) => {
    mark("{", "value");
    skip();
    if (text[at] !== "}") {
      for (;;) {
        skip();
        if (text[at] !== '"') throw new Broken(at, at >= text.length ? "end" : "key");
        const key = JSON.parse(string()) as string;
        skip();
        mark(":", "colon");
        value(`${path}.${key}`, depth + 1);
        skip();
        if (text[at] !== ",") break;
        mark(",", "comma");
      }
    }
    mark("}", "comma");
  };
  const elements = (path: string, depth: number) => {
    mark("[", "value");
    skip();
    if (text[at] !== "]") {
      for (let index = 0; ; index += 1) {
        value(`${path}[${index}]`, depth + 1);
        skip();
        if (text[at] !== ",") break;
        mark(",", "comma");
      }
    }
    mark("]", "comma");
  };
  const value = (path: string, depth: number) => {
    skip();
    if (depth > DEEPEST) throw new Broken(at, "deep");
    if (!places.has(path)) places.set(path, at);
    const sign = text[at] ?? "";
    if (sign === "{") members(path, depth);
    else if (sign === "[") elements(path, depth);
    else if (sign === '"') string();
    else {
      const begin = at;
      const number = /[-\d]/.test(sign);
      const found = match(number ? NUMBER : WORD);
      if (found === null) throw new Broken(begin, begin >= text.length ? "end" : number ? "number" : "value");
      tokens.push(found);
    }
  };

  try {
    value("$", 0);
    skip();
    if (at < text.length) throw new Broken(at, "rest");
    return { tokens, places };
  } catch (broken) {
    if (!(broken instanceof Broken)) throw broken;
    return { at: broken.at, why: broken.why, ...lineAndColumn(text, broken.at) };
  }
}

export const isFault = (read: Written | Fault): read is Fault => "why" in read;

/** The same without any space. */
export const compact = ({ tokens }: Written) => tokens.join("");

/** The same, one member a line; short lists of plain values stay on one. */
export function pretty({ tokens }: Written): string {
  let depth = 0;
  let out = "";
  const line = () => `\n${"  ".repeat(depth)}`;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? "";
    const flat = token === "[" ? flatList(tokens, at) : null;
    if (flat) {
      out += flat.text;
      at = flat.end;
    } else if (token === "{" || token === "[") {
      const closed = tokens[at + 1] === "}" || tokens[at + 1] === "]";
      depth += 1;
      out += closed ? token : token + line();
    } else if (token === "}" || token === "]") {
      depth -= 1;
      out += tokens[at - 1] === "{" || tokens[at - 1] === "[" ? token : line() + token;
    } else if (token === ",") out += token + line();
    else if (token === ":") out += ": ";
    else out += token;
  }
  return out;
}

const FLAT = 80;

function flatList(tokens: readonly string[], begin: number): { text: string; end: number } | null {
  let text = "";
  for (let at = begin; at < tokens.length && text.length <= FLAT; at += 1) {
    const token = tokens[at] ?? "";
    if (token === "{" || (token === "[" && at > begin)) return null;
    text += token === "," ? ", " : token;
    if (token === "]") return text.length <= FLAT ? { text, end: at } : null;
  }
  return null;
}

/**
 * Where in a text the path stands that the centre named, `$.values[2].value`; the nearest value above it where it
 * is missing or is not one value (`[...]`). Null: the text is no JSON, or the path is none.
 */
export function placeOf(text: string, told: string): number | null {
  const path = /\$(?:\.[\p{L}\p{N}_-]+|\[(?:\d+|\.\.\.)\])*/u.exec(told)?.[0];
  const read = readJson(text);
  if (path === undefined || isFault(read)) return null;
  let steps = path.replace(/\[\.\.\.\].*$/, "");
  for (;;) {
    const found = read.places.get(steps);
    if (found !== undefined) return found;
    const shorter = steps.replace(/(?:\.[^.[\]]+|\[\d+\])$/, "");
    if (shorter === steps) return null;
    steps = shorter;
  }
}
