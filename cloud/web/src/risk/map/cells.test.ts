import { expect, test } from "vitest";

import type { Cell } from "../api";
import { drawnCells, scaleKm } from "./cells";

/** A hexagon of about a kilometre around a place. */
const cell = (longitude: number, latitude: number): Cell => ({
  cell: `${longitude}/${latitude}`,
  boundary: [0, 1, 2, 3, 4, 5, 0].map((corner) => [
    longitude + 0.012 * Math.cos((corner * Math.PI) / 3),
    latitude + 0.009 * Math.sin((corner * Math.PI) / 3),
  ]),
  sites: 1,
  expected_365: 0.1,
  worst: "II",
});

test("north is up, east is right, and everything lies within the picture", () => {
  const drawing = drawnCells([cell(111.6, 40.8), cell(111.8, 40.8), cell(111.7, 40.9)], 900);
  const [west, east, north] = drawing.cells.map(({ at }) => at);
  expect(west && east && west[0] < east[0]).toBe(true);
  expect(north && west && north[1] < west[1]).toBe(true);
  for (const { at } of drawing.cells) {
    expect(at[0]).toBeGreaterThan(0);
    expect(at[0]).toBeLessThan(900);
    expect(at[1]).toBeGreaterThan(0);
    expect(at[1]).toBeLessThan(drawing.height);
  }
});

test("a kilometre is as long eastward as northward", () => {
  const { cells, km } = drawnCells([cell(111.6, 40.8), cell(111.7, 40.8), cell(111.6, 40.9)], 900);
  const [one, east, north] = cells.map(({ at }) => at);
  if (!one || !east || !north) throw new Error("three cells");
  expect((east[0] - one[0]) / km).toBeCloseTo(0.1 * 111.32 * Math.cos((40.85 * Math.PI) / 180), 1);
  expect((one[1] - north[1]) / km).toBeCloseTo(0.1 * 111.32, 1);
  expect(scaleKm(km, 900) * km).toBeLessThanOrEqual(180);
});

test("a single cell does not fill the picture, and no cell is no picture", () => {
  expect(drawnCells([cell(111.6, 40.8)], 900).km).toBeLessThan(115);
  expect(drawnCells([], 900).cells).toEqual([]);
});

test("a place in the picture is the place on the ground, both ways", () => {
  const { place, degrees } = drawnCells([cell(111.6, 40.8), cell(111.8, 40.9)], 900);
  const [longitude, latitude] = degrees(place([111.65, 40.83]));
  expect(longitude).toBeCloseTo(111.65, 6);
  expect(latitude).toBeCloseTo(40.83, 6);
});
