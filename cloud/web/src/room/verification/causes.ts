import type { Cause, Outcome } from "../../api/types";

/** Those that a control room meets most, first. */
const COMMON = ["cooking", "steam", "dust", "works", "fault", "malicious", "accidental", "smoking"];

const place = (cause: string) => {
  const found = COMMON.indexOf(cause);
  return found < 0 ? COMMON.length : found;
};

/** The causes that go with an outcome, the common ones first, the others as the centre lists them. */
export const causesOf = (causes: readonly Cause[], outcome: Outcome): Cause[] =>
  causes
    .filter((each) => each.outcomes.includes(outcome))
    .sort((a, b) => Number(a.cause === "other") - Number(b.cause === "other") || place(a.cause) - place(b.cause));
