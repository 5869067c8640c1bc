import { expect, test } from "vitest";

import { gradeTone, lookOf, nameOf, SHAPES, TONES, type Shape, type Tone } from "./shapes";

test("every look is read back from the name of its picture", () => {
  for (const shape of Object.keys(SHAPES) as Shape[]) {
    for (const tone of Object.keys(TONES) as Tone[]) {
      for (const stale of [true, false]) {
        const look = { shape, tone, stale, sign: "3|4" };
        expect(lookOf(nameOf(look))).toEqual(look);
      }
    }
  }
});

test("a name that is no look's is no look", () => {
  expect(lookOf("")).toBeNull();
  expect(lookOf("constructor|grade1|0|")).toBeNull();
});

test("grades beyond the table are drawn as the nearest one", () => {
  expect([0, 1, 5, 9].map(gradeTone)).toEqual(["grade1", "grade1", "grade5", "grade5"]);
});

const luminance = (colour: string): number => {
  const part = (at: number) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
};

test("what is written in a mark can be read", () => {
  for (const [fill, ink] of Object.values(TONES)) {
    const both = [luminance(fill), luminance(ink)];
    expect((Math.max(...both) + 0.05) / (Math.min(...both) + 0.05)).toBeGreaterThan(3);
  }
});
