import { describe, expect, test } from "vitest";

import { believed, stepAt } from "./states";

describe("buttons without a line", () => {
  test("nothing waits: the centre is believed", () => {
    expect(believed("ordered", ["leave"], [])).toEqual({ state: "ordered", may: ["leave"], ahead: null });
  });
  test("what was told leads on, step by step", () => {
    expect(believed("ordered", ["leave"], ["leave"])).toMatchObject({ state: "en-route", ahead: "en-route" });
    expect(believed("ordered", [], ["leave", "arrive", "return"])).toEqual({
      state: "returning",
      may: ["home"],
      ahead: "returning",
    });
  });
});

describe("the step that is being driven", () => {
  const steps = [{ metres: 100 }, { metres: 200 }, { metres: 0 }];
  test.each([
    [300, 0],
    [210, 0],
    [200, 1],
    [50, 1],
    [0, 2],
  ])("with %d m left it is step %d", (left, step) => {
    expect(stepAt(steps, 300, left)).toBe(step);
  });
});
