import { expect, test } from "vitest";

import { gateway, part } from "../../testing/samples";
import type { Status } from "../systems/status";
import { keyIn, matching, rowsOf, treeOf } from "./tree";

const GATEWAYS = new Map([["gw-1", gateway()]]);
const PARTS = ["panel-1/1-023", "panel-1/1-031", "panel-1/2-001", "aqara-302/smoke"].map((name) => part({ part: name }));
const standing = (status: Status = "normal") => PARTS.map((each) => ({ part: each, status }));
const tree = () => treeOf(standing(), GATEWAYS);
const everything = () => rowsOf(tree(), new Set(), true);

test("parts hang on loops, loops on lines, lines on gateways; a lone part needs no line", () => {
  expect(everything().map(({ node, level }) => `${level} ${node.kind} ${node.code}`)).toEqual([
    "1 gateway gw-1",
    "2 part aqara-302/smoke",
    "2 line panel-1",
    "3 loop 1",
    "4 part 1-023",
    "4 part 1-031",
    "3 loop 2",
    "4 part 2-001",
  ]);
});

test("a branch tells the worst of its parts and how many are troubled", () => {
  const parts = [...standing().slice(1), { part: part({ part: "panel-1/1-023" }), status: "fault" as const }];
  const [root] = treeOf(parts, GATEWAYS);
  expect([root?.status, root?.troubled, root?.total]).toEqual(["fault", 1, 4]);
});

test("only what is open is seen", () => {
  expect(rowsOf(tree(), new Set()).map(({ node }) => node.kind)).toEqual(["gateway"]);
  expect(rowsOf(tree(), new Set(["gw-1"])).map(({ node }) => node.kind)).toEqual(["gateway", "part", "line"]);
});

test("a search finds what holds every word, in either language", () => {
  expect(matching(PARTS, "302 smoke aqara").map(({ part: name }) => name)).toEqual(["aqara-302/smoke"]);
  expect(matching(PARTS, "感烟 1-03").map(({ part: name }) => name)).toEqual(["panel-1/1-031"]);
  expect(matching(PARTS, "  ")).toHaveLength(4);
  expect(matching(PARTS, "nowhere")).toEqual([]);
});

test("arrows move, open and close as in any tree", () => {
  const rows = rowsOf(tree(), new Set(["gw-1"]));
  expect(keyIn(rows, "gw-1", "ArrowRight")).toEqual({ go: "gw-1 aqara-302/smoke" });
  expect(keyIn(rows, "gw-1/panel-1", "ArrowRight")).toEqual({ toggle: "gw-1/panel-1" });
  expect(keyIn(rows, "gw-1/panel-1", "ArrowLeft")).toEqual({ go: "gw-1" });
  expect(keyIn(rows, "gw-1", "ArrowLeft")).toEqual({ toggle: "gw-1" });
  expect(keyIn(rows, "gw-1", "ArrowUp")).toBeNull();
  expect(keyIn(rows, "gw-1", "End")).toEqual({ go: "gw-1/panel-1" });
});
