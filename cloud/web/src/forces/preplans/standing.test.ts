import { expect, test } from "vitest";

import { drawingName, MOST_BYTES, standingOf, unfit } from "./standing";

test("a version is drawn up, holds, and ends", () => {
  expect(standingOf({ valid_from: null, valid_to: null })).toBe("draft");
  expect(standingOf({ valid_from: 1, valid_to: null })).toBe("in_force");
  expect(standingOf({ valid_from: 1, valid_to: 2 })).toBe("ended");
});

test("the name of a drawing has no path and is not too long", () => {
  expect(drawingName("C:\\图\\总平面.png")).toBe("总平面.png");
  expect(drawingName(`${"长".repeat(200)}.pdf`)).toHaveLength(128);
});

test("only pictures and PDFs that are not too large are drawings", () => {
  expect(unfit({ type: "image/png", size: MOST_BYTES })).toBeNull();
  expect(unfit({ type: "image/png", size: MOST_BYTES + 1 })).toBe("large");
  expect(unfit({ type: "text/plain", size: 1 })).toBe("kind");
});
