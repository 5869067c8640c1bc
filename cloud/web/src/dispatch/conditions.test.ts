import { expect, test } from "vitest";

import type { Site, Weather } from "./api";
import { deviceMarks, weatherMarks } from "./conditions";

const county = (more: Partial<Weather>): Weather => ({
  area: "150102",
  area_name: { zh: "新城区", en: "Xincheng" },
  day: "2026-01-31",
  days_old: 0,
  temperature_c: -12.4,
  wind_ms: 3,
  wind_force: 2,
  strong: false,
  humidity: null,
  precipitation_mm: null,
  fallen: null,
  longitude: 111.6,
  latitude: 40.8,
  ...more,
});
const marks = (...counties: Weather[]) => weatherMarks(counties, ({ day }) => day, ({ area }) => area);

test("a county is told by its temperature, strong wind by another tone, an old day by a hollow mark", () => {
  expect(marks(county({}))).toMatchObject([{ sign: "-12", tone: "plain", stale: false }]);
  expect(marks(county({ strong: true, days_old: 2 }))).toMatchObject([{ tone: "warning", stale: true }]);
  expect(marks(county({ temperature_c: -0.2 }))[0]?.sign).toBe("0");
});

test("what was not measured is no zero, and who has no place is on no map", () => {
  expect(marks(county({ temperature_c: null }))[0]?.sign).toBe("–");
  expect(marks(county({ longitude: null }))).toEqual([]);
});

test("a building of which nobody is heard is hollow: what it told may be old", () => {
  const site: Site = {
    ...{ building_id: 4, building: "b", organisation_id: 1, organisation: "o", longitude: 1, latitude: 2 },
    ...{ counts: {}, gateways: 2, silent: 2 },
  };
  expect(deviceMarks([site], ({ building }) => building)).toMatchObject([{ id: "devices:4", tone: "away", stale: true }]);
  expect(deviceMarks([{ ...site, counts: { fault: 1 }, silent: 1 }], () => "")).toMatchObject([
    { tone: "warning", stale: false },
  ]);
});
