import { describe, expect, it } from "vitest";

import { causeOf } from "./warning";

const evidence = {
  probability: 0.97,
  kind: "smouldering",
  kind_zh: "阴燃",
  kind_en: "smouldering fire",
  model: "early_warning",
  version: "1",
  hash: "0123456789ab",
  reason_1_zh: "一氧化碳 5 分钟内升高 18 ppm",
  reason_1_en: "CO rose by 18 ppm in 5 minutes",
  reason_1_share: 0.7,
  reason_1_analog: 129,
  reason_2_zh: "烟",
  reason_2_en: "smoke",
  reason_2_share: 1.4,
  values_at_s: "-60 -30 -10 0",
};

describe("the cause of an early warning", () => {
  it("gives probability, kind and reasons in their order", () => {
    const cause = causeOf({ evidence });
    expect(cause?.probability).toBe(0.97);
    expect(cause?.kind.zh).toBe("阴燃");
    expect(cause?.reasons.map((reason) => reason.en)).toEqual(["CO rose by 18 ppm in 5 minutes", "smoke"]);
    expect(cause?.model).toBe("early_warning · 1 · 0123456789ab");
  });

  it("keeps shares within bounds and leaves what it does not show", () => {
    const cause = causeOf({ evidence });
    expect(cause?.reasons[1]?.share).toBe(1);
    expect(cause?.used.has("reason_2_share")).toBe(true);
    expect(cause?.used.has("values_at_s")).toBe(false);
  });

  it("says which curve a reason speaks of, where it speaks of one", () => {
    expect(causeOf({ evidence })?.reasons.map((reason) => reason.analog)).toEqual([129, null]);
  });

  it("is nothing where no model spoke, or no probability was told", () => {
    expect(causeOf({ evidence: { ...evidence, model: "" } })).toBeNull();
    expect(causeOf({ evidence: { model: "x" } })).toBeNull();
  });
});
