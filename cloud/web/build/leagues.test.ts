import { expect, test } from "vitest";

import { decodedRing, LEAGUES, leagues, readLeagues } from "./leagues";

test("a ring is differences from its offset, in 1024ths of a degree", () => {
  const zigzag = (step: number) => String.fromCharCode(((step << 1) ^ (step >> 31)) + 64);
  const text = [0, 0, 1024, 0, 0, -512].map(zigzag).join("");
  expect(decodedRing(text, [102400, 40960])).toEqual([
    [100, 40],
    [101, 40],
    [101, 39.5],
  ]);
});

test("the package's map holds the twelve leagues, each within the region", () => {
  const found = readLeagues();
  expect(Object.keys(found).sort()).toEqual([...LEAGUES]);
  for (const rings of Object.values(found)) {
    expect(rings.length).toBeGreaterThan(0);
    for (const [east, north] of rings.flat()) {
      expect(east).toBeGreaterThan(97);
      expect(east).toBeLessThan(127);
      expect(north).toBeGreaterThan(37);
      expect(north).toBeLessThan(54);
    }
  }
  expect(JSON.stringify(found).length).toBeLessThan(60_000);
});

test("a map with other leagues is refused", () => {
  expect(() => leagues({ features: [] })).toThrow(/expected 1501/);
});
