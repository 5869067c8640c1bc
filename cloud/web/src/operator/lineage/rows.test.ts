import { expect, test } from "vitest";

import { rowsPath } from "./api";
import { changed, fieldsOf } from "./rows";

const label = (text: string) => ({ zh: text, en: text });

test("what is wrong stands first, and the rest as the file has it", () => {
  const headings = { number: label("编号"), at: label("时间"), cause: label("原因") };
  const faults = [{ field: "cause", column: "C", value: "x", code: "code", message: label("?") }];
  expect(fieldsOf({ headings, faults })).toEqual(["cause", "number", "at"]);
});

test("only what was changed is sent, an emptied cell too", () => {
  expect(changed({ a: "1", b: "2" }, { a: "1", b: "", c: "" })).toEqual({ b: "" });
});

test("open rows are asked for unless a state is named", () => {
  expect(rowsPath(undefined, "7", undefined)).toBe("/import-rows?state=faulty&state=waiting&state=due&import_id=7&limit=50");
  expect(rowsPath("replayed", undefined, "9")).toBe("/import-rows?state=replayed&after=9&limit=50");
});
