import { expect, test } from "vitest";

import { nextOf, numbersOf, type Parcel } from "./outbox";

const common = { inspection: 1, title: "x", attempt: 0, fault: null };
const submission = (id: string, findings: string[] = []): Parcel => ({
  ...common,
  id,
  kind: "submission",
  body: { key: id },
  findings,
});
const photo = (id: string, hazard: number | string): Parcel => ({
  ...common,
  id,
  kind: "photo",
  photo: new Blob(),
  key: id,
  stage: "found",
  hazard,
  by: "",
});
const fault = { code: "not-answered", message_zh: "x", message_en: "x" };

test("parcels go in their order", () => {
  expect(nextOf([submission("a"), submission("b")], {})?.id).toBe("a");
  expect(nextOf([], {})).toBeNull();
});

test("a photo waits for the number of its finding, and no longer", () => {
  const parcels = [photo("p", "finding-1")];
  expect(nextOf(parcels, {})).toBeNull();
  expect(nextOf(parcels, { "finding-1": 7 })?.id).toBe("p");
  expect(nextOf([photo("q", 3)], {})?.id).toBe("q");
});

test("what was refused holds back only what needs it", () => {
  const refused = { ...submission("a", ["finding-1"]), fault } as Parcel;
  expect(nextOf([refused, photo("p", "finding-1"), submission("b")], { "finding-1": 7 })?.id).toBe("b");
});

test("an answer tells the numbers of its findings", () => {
  expect(numbersOf({ findings: [{ id: 4, key: "k" }] })).toEqual({ k: 4 });
  expect(numbersOf(null)).toEqual({});
});
