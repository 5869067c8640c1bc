import { beforeEach, expect, test } from "vitest";

import type { Action } from "../state/store";
import type { FeedEvent } from "../told/feed";
import { LiveConnection, LOST_MS, SILENCE_MS, type Source } from "./connection";

type Heard = (event: MessageEvent<string>) => void;

class FakeSource implements Source {
  closed = false;
  private readonly listeners = new Map<string, Heard[]>();
  constructor(readonly cursor: number) {}
  addEventListener(type: string, listener: Heard) {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  }
  close() {
    this.closed = true;
  }
  send(type: string, data: unknown = null, lastEventId = "") {
    const event = { data: JSON.stringify(data), lastEventId } as MessageEvent<string>;
    for (const listener of this.listeners.get(type) ?? []) listener(event);
  }
}

/** A world whose clock moves only when told to. */
class FakeWorld {
  time = 0;
  sources: FakeSource[] = [];
  private timers: { at: number; run: () => void }[] = [];
  open = (cursor: number) => {
    const source = new FakeSource(cursor);
    this.sources.push(source);
    return source;
  };
  now = () => this.time;
  random = () => 1;
  after = (ms: number, run: () => void) => {
    const timer = { at: this.time + ms, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((each) => each !== timer);
    };
  };
  pass(ms: number) {
    const end = this.time + ms;
    for (;;) {
      const [next] = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = Math.max(this.time, next.at);
      next.run();
    }
    this.time = end;
  }
  /** A laptop asleep: time goes by and no timer runs. */
  sleep(ms: number) {
    this.time += ms;
  }
  get last(): FakeSource {
    const source = this.sources.at(-1);
    if (!source) throw new Error("nothing was opened");
    return source;
  }
}

let world: FakeWorld;
let actions: Action[];
let feed: FeedEvent[];
let refetches: number;
let cursor: number;
let connection: LiveConnection;

beforeEach(() => {
  world = new FakeWorld();
  actions = [];
  feed = [];
  refetches = 0;
  cursor = 5;
  connection = new LiveConnection(world, {
    dispatch: (action) => actions.push(action),
    cursor: () => cursor,
    refetch: () => (refetches += 1),
    told: (event) => feed.push(event),
  });
  connection.start();
});

const phases = () => actions.flatMap((action) => (action.type === "connection" ? [action.phase] : []));

test("it opens at the cursor and is live once the server answers", () => {
  expect(world.last.cursor).toBe(5);
  world.last.send("open");
  expect(phases()).toEqual(["live"]);
  expect(refetches).toBe(0);
});

test("changes carry the id under which the stream can be resumed", () => {
  world.last.send("open");
  world.last.send("alarm", { id: 1 }, "42");
  expect(actions.at(-1)).toMatchObject({ type: "change", id: 42, change: { kind: "alarm" } });
});

test("an organisation that falls silent moves the stream on and nothing else", () => {
  world.last.send("open");
  world.last.send("organisation", { organisation_id: 7, link: "silent" }, "42");
  expect(actions.at(-1)).toEqual({ type: "passed", id: 42 });
  world.last.send("part", { part: "a" }, "42");
  expect(actions.at(-1)).toMatchObject({ type: "sign", change: { kind: "part" } });
});

test("what has no id of its own is a sign of life, and is not taken for a change", () => {
  world.last.send("open");
  world.last.send("gateway", { gateway: "gw-1" }, "");
  expect(actions.at(-1)).toMatchObject({ type: "sign", change: { kind: "gateway" } });
  world.last.send("alarm", { id: 1 }, "42");
  world.last.send("part", { part: "a" }, "42");
  expect(actions.at(-1)).toMatchObject({ type: "sign", change: { kind: "part" } });
  world.last.send("part", { part: "a" }, "43");
  expect(actions.at(-1)).toMatchObject({ type: "change", id: 43 });
});

test("the first tick says behind which change the stream begins, and the next ones say nothing new", () => {
  world.last.send("open");
  world.last.send("tick", { now: 9 }, "41");
  world.last.send("tick", { now: 10 }, "41");
  world.last.send("part", { part: "a" }, "41");
  expect(actions.filter(({ type }) => type === "passed")).toEqual([{ type: "passed", id: 41 }]);
  expect(feed.filter(({ type }) => type === "begun")).toEqual([{ type: "begun", behind: 41 }]);
  expect(actions.at(-1)).toMatchObject({ type: "sign", change: { kind: "part" } });
});

test("after a cut it resumes from what the page has taken in, and asks for what is not replayed", () => {
  world.last.send("open");
  cursor = 42;
  world.last.send("error");
  expect(phases().at(-1)).toBe("reconnecting");
  world.pass(1000);
  expect(world.last.cursor).toBe(42);
  world.last.send("open");
  expect(phases().at(-1)).toBe("live");
  expect(refetches).toBe(1);
});

test("a link without ticks is dead, whatever the socket says", () => {
  world.last.send("open");
  const [silent] = world.sources;
  world.pass(SILENCE_MS + 2000);
  expect(silent?.closed).toBe(true);
  expect(world.sources.length).toBe(2);
});

test("ticks keep it alive", () => {
  world.last.send("open");
  for (let round = 0; round < 10; round += 1) {
    world.pass(5000);
    world.last.send("tick", { now: world.time });
  }
  expect(world.sources.length).toBe(1);
});

test("a laptop that wakes up looks at once", () => {
  world.last.send("open");
  world.sleep(3_600_000);
  connection.check();
  expect(phases().at(-1)).toBe("reconnecting");
  connection.check();
  expect(world.sources.length).toBe(2);
});

test("after half a minute down it says lost, and goes on trying", () => {
  world.last.send("open");
  world.last.send("error");
  for (let round = 0; round < 20; round += 1) {
    world.pass(5000);
    world.last.send("error");
  }
  expect(world.time).toBeGreaterThan(LOST_MS);
  expect(phases()).toEqual(expect.arrayContaining(["live", "reconnecting", "lost"]));
  expect(phases().lastIndexOf("reconnecting")).toBeLessThan(phases().indexOf("lost"));
  expect(world.sources.length).toBeGreaterThan(15);
  expect(world.sources.filter((source) => !source.closed).length).toBeLessThanOrEqual(1);
});

test("what an abandoned stream still says is not heard", () => {
  world.last.send("open");
  const [old] = world.sources;
  world.last.send("error");
  world.pass(1000);
  const before = actions.length;
  old?.send("alarm", { id: 1 }, "43");
  old?.send("error");
  expect(actions.length).toBe(before);
});

test("a server that cannot resume is asked for everything", () => {
  world.last.send("open");
  world.last.send("resync");
  expect(actions.at(-1)).toEqual({ type: "resync" });
  expect(refetches).toBe(1);
});

test("once stopped it is silent for good", () => {
  world.last.send("open");
  connection.stop();
  world.pass(60_000);
  expect(world.sources.length).toBe(1);
  expect(world.last.closed).toBe(true);
});

test("a machine without a network says so at once, and tries again", () => {
  world.last.send("open");
  connection.doubt();
  expect(phases()).toEqual(["live", "reconnecting"]);
  connection.doubt();
  world.pass(500);
  expect(world.sources).toHaveLength(2);
  world.last.send("open");
  expect(phases().at(-1)).toBe("live");
  expect(refetches).toBe(1);
});
