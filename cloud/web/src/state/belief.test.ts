import { expect, test } from "vitest";

import { gateway, part } from "../testing/samples";
import { beliefIn } from "./belief";

test("a part heard in time, over a good link, is believed", () => {
  expect(beliefIn(part(), gateway(), "live", 2000)).toEqual({ quality: "good", doubt: "none" });
});

test("silence beyond what the part allows makes it stale, whatever the server last said", () => {
  expect(beliefIn(part(), gateway(), "live", 62_000)).toEqual({ quality: "stale", doubt: "silent" });
});

test("a part that reports only changes is not stale by silence", () => {
  expect(beliefIn(part({ stale_after_s: null }), gateway(), "live", 9e9).quality).toBe("good");
});

test("a silent gateway makes its parts unknown", () => {
  expect(beliefIn(part(), gateway({ link: "silent" }), "live", 2000).doubt).toBe("gateway-silent");
  expect(beliefIn(part(), undefined, "live", 2000).quality).toBe("unknown");
});

test("a page that is cut off believes nothing to be fresh", () => {
  expect(beliefIn(part(), gateway(), "reconnecting", 2000)).toEqual({ quality: "stale", doubt: "page-cut" });
  expect(beliefIn(part(), gateway(), "lost", 2000).quality).toBe("stale");
});

test("a part never heard is unknown, not normal", () => {
  expect(beliefIn(part({ last_heard: null }), gateway(), "live", 2000).doubt).toBe("never-heard");
});

test("the server's doubt stands", () => {
  expect(beliefIn(part({ quality: "uncertain" }), gateway(), "live", 2000)).toEqual({
    quality: "uncertain",
    doubt: "reported",
  });
});
