import { describe, expect, test } from "vitest";

import { alarm, gateway, part, snapshot } from "../testing/samples";
import { EMPTY, notHeld, partKey, reduce, type Action, type PageState } from "./store";

const on = (from: PageState, ...actions: Action[]): PageState =>
  actions.reduce((state, action) => reduce(state, action), from);
const after = (...actions: Action[]) => on(EMPTY, ...actions);
const loaded: Action = { type: "snapshot", snapshot: snapshot(), receivedAt: 4000 };
const told = (id: number, over: Parameters<typeof alarm>[0]): Action => ({
  type: "change",
  id,
  change: { kind: "alarm", object: alarm(over) },
});
const KEY = partKey(part());

describe("a snapshot", () => {
  test("gives the page everything, and the server's clock", () => {
    const state = after(loaded);
    expect(state.known).toBe(true);
    expect(state.cursor).toBe(10);
    expect(state.offset).toBe(1000);
    expect(state.parts.get(KEY)?.part).toBe("aqara-302/smoke");
  });

  test("older than what the page has seen does not turn alarms back", () => {
    const state = after(loaded, told(11, { id: 7 }), loaded);
    expect(state.cursor).toBe(11);
    expect(state.alarms.has(7)).toBe(true);
  });

  test("older than what the page has seen still brings newer readings", () => {
    const fresh = part({ readings: [{ analog_type: 128, value: 9, ts: 2000, quality: "good" }] });
    const late: Action = { type: "snapshot", snapshot: snapshot({ parts: [fresh] }), receivedAt: 0 };
    const state = after(loaded, told(11, { id: 7 }), late);
    expect(state.parts.get(KEY)?.readings[0]?.value).toBe(9);
    expect(state.parts.get(KEY)?.last_heard).toBe(2000);
  });

  test("after a resync is taken even when its cursor is lower: the server has started over", () => {
    const state = after(
      loaded,
      told(11, { id: 7 }),
      { type: "resync" },
      {
        type: "snapshot",
        snapshot: snapshot({ cursor: 2 }),
        receivedAt: 0,
      },
    );
    expect(state.cursor).toBe(2);
    expect(state.alarms.size).toBe(0);
    expect(state.resyncing).toBe(false);
  });

  test("that does not hold every open alarm takes none away, and the stream goes on behind what was seen", () => {
    const partial = snapshot({ cursor: 40, alarms: [alarm({ id: 30 })], alarms_total: 2 });
    const state = after(loaded, told(11, { id: 7 }), {
      type: "snapshot",
      snapshot: partial,
      receivedAt: 0,
    });
    expect([...state.alarms.keys()]).toEqual([7]);
    expect(state.cursor).toBe(11);
    const first = after({ type: "snapshot", snapshot: partial, receivedAt: 0 });
    expect([...first.alarms.keys()]).toEqual([30]);
    expect(first.cursor).toBe(40);
  });

  test("says how many more are open than it holds, and counts on from there", () => {
    const held = [alarm({ id: 28 }), alarm({ id: 30 })];
    const partial = snapshot({ cursor: 40, alarms: held, alarms_total: 5 });
    const begun = after({ type: "snapshot", snapshot: partial, receivedAt: 0 });
    expect(notHeld(begun)).toBe(3);
    const raised = on(begun, told(41, { id: 31 }));
    expect([raised.total.open, notHeld(raised)]).toEqual([6, 3]);
    // One that was open already, and is told of only now.
    const came = on(raised, told(42, { id: 29, state: "acknowledged" }));
    expect([came.total.open, notHeld(came)]).toEqual([6, 2]);
    // One that was never held closes; one that was held is closed here, and the stream tells of it once more.
    const gone = on(came, told(43, { id: 12, state: "closed" }));
    expect([gone.total.open, notHeld(gone)]).toEqual([5, 1]);
    const answered = on(gone, { type: "answer", alarm: alarm({ id: 28, version: 5, state: "closed" }) });
    const echoed = on(answered, told(44, { id: 28, version: 5, state: "closed" }));
    expect([echoed.total.open, notHeld(echoed)]).toEqual([4, 1]);
  });

  test("counted what the stream tells of once more", () => {
    const state = after(loaded, told(11, { id: 7 }), {
      type: "snapshot",
      snapshot: snapshot({ cursor: 40, alarms: [alarm({ id: 30 })], alarms_total: 2 }),
      receivedAt: 0,
    });
    expect(notHeld(state)).toBe(1);
    expect(notHeld(on(state, told(12, { id: 30 })))).toBe(0);
  });

  test("keeps the later version that an answer to the operator has already shown", () => {
    const before = snapshot({ cursor: 12, alarms: [alarm({ id: 7, version: 1 })] });
    const state = after(
      loaded,
      told(11, { id: 7, version: 1 }),
      { type: "answer", alarm: alarm({ id: 7, version: 2, state: "acknowledged" }) },
      { type: "snapshot", snapshot: before, receivedAt: 0 },
    );
    expect(state.alarms.get(7)?.state).toBe("acknowledged");
  });

  test("drops alarms that the server no longer has", () => {
    const state = after(loaded, told(11, { id: 7 }), {
      type: "snapshot",
      snapshot: snapshot({ cursor: 20 }),
      receivedAt: 0,
    });
    expect(state.alarms.size).toBe(0);
  });
});

describe("a durable change", () => {
  test("at or below the cursor changes nothing", () => {
    const state = after(loaded);
    expect(reduce(state, told(10, { id: 7 }))).toBe(state);
    expect(reduce(state, told(3, { id: 7 }))).toBe(state);
  });

  test("above the cursor is taken and moves it", () => {
    const state = after(loaded, told(14, { id: 7 }));
    expect(state.cursor).toBe(14);
    expect(state.alarms.get(7)?.kind).toBe("fire");
  });

  test("told twice counts once", () => {
    const once = after(loaded, told(11, { id: 7 }));
    expect(reduce(once, told(11, { id: 7 }))).toBe(once);
  });

  test("with a lower version than held is ignored", () => {
    const state = after(
      loaded,
      told(11, { id: 7, version: 3, state: "verified" }),
      told(12, { id: 7, version: 2, state: "acknowledged" }),
    );
    expect(state.alarms.get(7)?.state).toBe("verified");
    expect(state.cursor).toBe(12);
  });

  test("of a closed alarm takes it off the list, and an older word does not bring it back", () => {
    const state = after(
      loaded,
      told(11, { id: 7 }),
      { type: "answer", alarm: alarm({ id: 7, version: 4, state: "closed" }) },
      told(12, { id: 7, version: 2, state: "acknowledged" }),
    );
    expect(state.alarms.has(7)).toBe(false);
  });

  test("of a gateway replaces what was known of it", () => {
    const change: Action = {
      type: "change",
      id: 11,
      change: { kind: "gateway", object: gateway({ link: "silent" }) },
    };
    expect(after(loaded, change).gateways.get("gw-1")?.link).toBe("silent");
  });

  test("of a part does not put back an older reading", () => {
    const state = after(
      loaded,
      {
        type: "readings",
        event: {
          gateway: "gw-1",
          part: "aqara-302/smoke",
          readings: [{ analog_type: 128, value: 3, ts: 3000, quality: "good" }],
        },
      },
      { type: "change", id: 11, change: { kind: "part", object: part({ active: ["fire"] }) } },
    );
    expect(state.parts.get(KEY)?.active).toEqual(["fire"]);
    expect(state.parts.get(KEY)?.readings[0]?.value).toBe(3);
  });

  test("of a dead letter is counted as news", () => {
    expect(after(loaded, { type: "change", id: 11, change: { kind: "dead-letter" } }).deadLetterNews).toBe(1);
  });
});

test("a sign of life brings the newest of a gateway and moves no cursor", () => {
  const state = after(loaded, {
    type: "sign",
    change: { kind: "gateway", object: gateway({ last_seen: 9000 }) },
  });
  expect(state.gateways.get("gw-1")?.last_seen).toBe(9000);
  expect(state.cursor).toBe(10);
});

describe("readings", () => {
  test("of a part nobody has listed change nothing", () => {
    const state = after(loaded);
    const event = { gateway: "gw-1", part: "unheard-of", readings: [] };
    expect(reduce(state, { type: "readings", event })).toBe(state);
  });

  test("of a new quantity stand beside the old", () => {
    const state = after(loaded, {
      type: "readings",
      event: {
        gateway: "gw-1",
        part: "aqara-302/smoke",
        readings: [{ analog_type: 3, value: 21, ts: 900, quality: "good" }],
      },
    });
    expect(state.parts.get(KEY)?.readings.map((reading) => reading.analog_type)).toEqual([3, 128]);
    expect(state.parts.get(KEY)?.last_heard).toBe(1000);
  });
});

describe("the connection", () => {
  test("remembers since when it is cut, through reconnecting and lost", () => {
    const state = after(
      { type: "connection", phase: "live", at: 1 },
      { type: "connection", phase: "reconnecting", at: 50 },
      { type: "connection", phase: "reconnecting", at: 60 },
      { type: "connection", phase: "lost", at: 90 },
    );
    expect(state.connection).toEqual({ phase: "lost", since: 50 });
  });

  test("a tick sets the page's clock by the server's", () => {
    expect(after({ type: "tick", now: 9000, receivedAt: 4000 }).offset).toBe(5000);
  });
});

describe("many actions before anything is shown", () => {
  test("copy a map once, and never one that was shown", () => {
    const shown = after(loaded);
    const drafts = new WeakSet();
    const one = reduce(shown, told(11, { id: 7 }), drafts);
    const two = reduce(one, told(12, { id: 8 }), drafts);
    expect(shown.alarms.size).toBe(0);
    expect(two.alarms).toBe(one.alarms);
    expect([...two.alarms.keys()]).toEqual([7, 8]);
    const later = reduce(two, told(13, { id: 9 }), new WeakSet());
    expect(later.alarms).not.toBe(two.alarms);
    expect(two.alarms.has(9)).toBe(false);
  });
});
