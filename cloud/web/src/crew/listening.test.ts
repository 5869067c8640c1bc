import { expect, test } from "vitest";

import { eventsOf } from "./listening";

const CHANGED = "event: changed\ndata: {}\n\n";
const MOVED = "event: moved\ndata: {}\n\n";
const TICK = ': alive\n\nid: 4\nevent: tick\ndata: {"now":1}\n\n';

test("whole events are heard, each kind once, and what is cut off waits for its rest", () => {
  expect(eventsOf(`retry: 1000\n\n${TICK}${CHANGED}${CHANGED}${MOVED}event: cha`)).toEqual({
    heard: ["changed", "moved"],
    rest: "event: cha",
  });
  expect(eventsOf("event: cha" + "nged\ndata: {}\n\n").heard).toEqual(["changed"]);
});

test("a tick says nothing, and a stream that begins anew says that something may have changed", () => {
  expect(eventsOf(TICK).heard).toEqual([]);
  expect(eventsOf("event: resync\ndata: {}\n\n").heard).toEqual(["changed"]);
});
