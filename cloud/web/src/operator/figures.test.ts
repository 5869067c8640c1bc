import { expect, test } from "vitest";

import { percent, rate, spanOf } from "./figures";

test("only all of it is a hundred percent", () => {
  expect(percent(1, "en")).toBe("100%");
  expect(percent(0.99999999, "en")).toBe("99.999%");
  expect(percent(0.9996, "en")).toBe("99.96%");
  expect(percent(0.9879, "en")).toBe("98.7%");
  expect(percent(0.29, "en")).toBe("29%");
  expect(percent(null, "en")).toBe("–");
});

test("a rate has the digits that matter", () => {
  expect(rate(1712.34, "en")).toBe("1,712");
  expect(rate(12.34, "en")).toBe("12.3");
  expect(rate(0.456, "en")).toBe("0.46");
});

test("a span is said in its largest unit", () => {
  expect(spanOf(340)).toEqual({ unit: "ms", value: 340 });
  expect(spanOf(1500)).toEqual({ unit: "s", value: 1.5 });
  expect(spanOf(90_000)).toEqual({ unit: "min", value: 1.5 });
  expect(spanOf(-7_200_000)).toEqual({ unit: "h", value: -2 });
  expect(spanOf(86_400_000 * 31)).toEqual({ unit: "d", value: 31 });
});
