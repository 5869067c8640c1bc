import { expect, test } from "vitest";

import { compact, isFault, lineAndColumn, placeOf, pretty, readJson } from "./json";

const GOOD = [
  "0",
  "-1.5e+3",
  '"a\\u00e9\\n"',
  "[]",
  "{}",
  ' { "a" : [ 1 , { "b" : null } , true , "x" ] , "" : false } ',
  '{"seq":9007199254740993,"value":1.0}',
];
const BAD = [
  "",
  "nul",
  "01",
  "1.",
  "[1,]",
  "[1 2]",
  '{"a" 1}',
  "{a:1}",
  '{"a":1,}',
  '"open',
  '"\\x"',
  "[1] 2",
  '{"a":[1,{"b":',
  "'a'",
  '"a\nb"',
  "+1",
  "--1",
];

test("what is JSON, and what is none, is what the browser says too", () => {
  for (const text of GOOD) expect([text, isFault(readJson(text))]).toEqual([text, false]);
  for (const text of BAD) {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect([text, isFault(readJson(text))]).toEqual([text, true]);
  }
});

test("every beginning of a document breaks off at or before its end", () => {
  const whole = '{"a":[1,{"b":"c\\n"}],"d":-2.5e3}';
  for (let cut = 0; cut < whole.length; cut += 1) {
    const read = readJson(whole.slice(0, cut));
    if (!isFault(read)) throw new Error(`${whole.slice(0, cut)} was taken for a whole`);
    expect(read.at).toBeLessThanOrEqual(cut);
  }
});

test("a fault names its line, its column and what is missing", () => {
  expect(readJson('{\n  "a": 1\n  "b": 2\n}')).toEqual({ at: 13, line: 3, column: 3, why: "comma" });
  expect(readJson('{"a": tru}')).toMatchObject({ column: 7, why: "value" });
  expect(readJson('{"a": 1')).toMatchObject({ column: 8, why: "end" });
  expect(readJson("[".repeat(300))).toMatchObject({ why: "deep" });
});

test("tidying up changes no value: no number is rounded, no key is lost", () => {
  for (const text of GOOD) {
    const read = readJson(text);
    if (isFault(read)) throw new Error(text);
    const again = readJson(pretty(read));
    if (isFault(again)) throw new Error(pretty(read));
    expect(compact(again)).toBe(compact(read));
    expect(JSON.parse(pretty(read))).toEqual(JSON.parse(text));
  }
  const read = readJson('{"seq":9007199254740993,"v":[1.0,2]}');
  expect(isFault(read) ? "" : pretty(read)).toBe('{\n  "seq": 9007199254740993,\n  "v": [1.0, 2]\n}');
});

test("a place that the centre names is found, or the nearest above it", () => {
  const text = '{"seq": 1, "parts": [{"p": 1}, {"p": "x"}]}';
  const at = (path: string) => {
    const place = placeOf(text, path);
    return place === null ? null : text.slice(place, place + 8);
  };
  expect(at("body.payload $.seq")).toBe('1, "part');
  expect(at("Expected `int` - at `$.parts[1].p`")).toBe('"x"}]}');
  expect(at("$.parts[...].p")).toBe('[{"p": 1');
  expect(at("$.parts[1].missing")).toBe('{"p": "x');
  expect(at("topic")).toBeNull();
  expect(placeOf("{", "$")).toBeNull();
});

test("lines and columns count from one", () => {
  expect(lineAndColumn("ab\ncd", 0)).toEqual({ line: 1, column: 1 });
  expect(lineAndColumn("ab\ncd", 4)).toEqual({ line: 2, column: 2 });
});
