import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Asking, mayHeal, pauseAfter, type Question } from "./asking";
import { ApiError } from "./client";

const REFUSED = new ApiError(404, { code: "none", message_zh: "没有", message_en: "none", where: null });
const AWAY = new ApiError(null, null);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function asked(answers: (string | ApiError)[], over: Partial<Question<string>> = {}) {
  const told: string[] = [];
  const page = { seen: true, asks: 0 };
  const asking = new Asking<string>(
    {
      ask: () => {
        const answer = answers[Math.min(page.asks, answers.length - 1)] ?? AWAY;
        page.asks += 1;
        if (answer === "never") return new Promise(() => undefined);
        return typeof answer === "string" ? Promise.resolve(answer) : Promise.reject(answer);
      },
      answered: (data) => told.push(data),
      failed: ({ status }, trying) => told.push(`${status ?? "away"} ${trying ? "trying" : "left"}`),
      ...over,
    },
    {
      now: () => Date.now(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => {
          clearTimeout(timer);
        };
      },
      random: () => 1,
      seen: () => page.seen,
    },
  );
  asking.start();
  return { asking, told, page };
}

test("what failed is tried again soon although it is asked only once", async () => {
  const { told } = asked([AWAY, AWAY, "here"]);
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual(["away trying"]);
  await vi.advanceTimersByTimeAsync(4000);
  expect(told).toEqual(["away trying", "away trying", "here"]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(told).toHaveLength(3);
});

test("pauses begin at a second, grow, and are bounded by what is asked anew", () => {
  expect([1, 2, 3, 4, 5, 50].map((failures) => pauseAfter(failures, 0))).toEqual([
    1000, 2000, 4000, 8000, 15_000, 15_000,
  ]);
  expect([1, 2, 3, 4, 50].map((failures) => pauseAfter(failures, 1000))).toEqual([1000, 2000, 4000, 4000, 4000]);
  expect(pauseAfter(50, 120_000)).toBe(15_000);
});

test("what the centre refuses is left alone, even where it is asked anew", async () => {
  const { told, page } = asked([REFUSED], { everyMs: 5000 });
  await vi.advanceTimersByTimeAsync(600_000);
  expect(told).toEqual(["404 left"]);
  expect(page.asks).toBe(1);
});

test("trouble of the centre, of the line, and of what stands between may heal; a refusal does not", () => {
  const refusal = { code: "x", message_zh: "", message_en: "", where: null };
  expect([AWAY, new ApiError(503, refusal), new ApiError(429, refusal), new ApiError(404, null)].map(mayHeal)).toEqual(
    [true, true, true, true],
  );
  expect([400, 401, 403, 404, 409, 422].map((status) => mayHeal(new ApiError(status, refusal)))).not.toContain(true);
});

test("nothing is asked anew while nobody looks, and at once when somebody does", async () => {
  const { asking, told, page } = asked(["a", "b"], { everyMs: 5000 });
  await vi.advanceTimersByTimeAsync(0);
  page.seen = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toEqual(["a"]);
  page.seen = true;
  asking.wake();
  asking.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual(["a", "b"]);
  expect(page.asks).toBe(2);
});

test("what must be known is asked although nobody looks", async () => {
  const { page, told } = asked(["a"], { everyMs: 1000, unseen: true });
  page.seen = false;
  await vi.advanceTimersByTimeAsync(3000);
  expect(told).toHaveLength(4);
});

test("a request from before the computer slept is given up, a fresh one is waited for", async () => {
  const { asking, page, told } = asked(["never", "b"], { everyMs: 5000 });
  await vi.advanceTimersByTimeAsync(500);
  asking.wake();
  expect(page.asks).toBe(1);
  await vi.advanceTimersByTimeAsync(5000);
  asking.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual(["b"]);
});

test("what is no longer wanted tells nothing", async () => {
  const { asking, told } = asked([AWAY, "late"]);
  asking.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toEqual([]);
});
