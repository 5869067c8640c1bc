/**
 * The page's own link to the centre: one event stream that resumes where it stopped.
 *
 * - The browser's EventSource reconnects by itself but cannot be told a newer cursor in its address, nor does it
 *   notice a link that is silently dead. So every failure closes it, and a new one is opened with the cursor of
 *   what the page has really taken in.
 * - The server ticks every 5 s. More than `silenceMs` without any event means the link is dead, whatever the
 *   socket says: a sleeping laptop wakes up here.
 * - The first tick of a stream carries the number behind which it begins: from there on nothing is missed, even if
 *   nothing has been heard yet.
 * - After every reconnect the caller is told to fetch a snapshot: durable changes resume by cursor, but readings
 *   are not replayed.
 */

import type { Alarm, Gateway, Part, ReadingsEvent } from "../api/types";
import type { Told } from "../told/api";
import type { FeedEvent } from "../told/feed";
import type { Action, Change, LinkPhase } from "../state/store";

/** The part of EventSource that is used, so that tests can stand in for it. */
export interface Source {
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export interface World {
  open(cursor: number): Source;
  now(): number;
  after(ms: number, run: () => void): () => void;
  random(): number;
}

export interface Listener {
  dispatch(action: Action): void;
  cursor(): number;
  /** Called after a reconnect and on a server's `resync`. */
  refetch(): void;
  /** What concerns whoever looks at any page: duty and notifications. */
  told(event: FeedEvent): void;
}

export const SILENCE_MS = 12_000;
/** A link down for longer than this is called lost; the page goes on trying. */
export const LOST_MS = 30_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5_000;

export class LiveConnection {
  private source: Source | null = null;
  /** The id of the stream's last event that had one: an event without repeats it. */
  private lastId = "";
  private heardAt: number;
  private downAt: number | null = null;
  private attempts = 0;
  private everLive = false;
  private cancelRetry: (() => void) | null = null;
  private cancelWatch: (() => void) | null = null;

  constructor(
    private readonly world: World,
    private readonly listener: Listener,
  ) {
    this.heardAt = world.now();
  }

  start(): void {
    this.connect();
    this.watch();
  }

  stop(): void {
    this.drop();
    this.cancelRetry?.();
    this.cancelWatch?.();
  }

  /** Look at once whether the link is still alive: the page woke up, or the network came back. */
  check(): void {
    const now = this.world.now();
    if (this.source && now - this.heardAt > SILENCE_MS) this.fail();
    else if (!this.source) this.connect();
    if (this.downAt !== null && now - this.downAt > LOST_MS) this.say("lost");
  }

  /** The machine says that it has no network: the link is taken for dead, and tried anew. */
  readonly doubt = () => {
    if (this.source) this.fail();
  };

  private watch(): void {
    this.cancelWatch = this.world.after(1000, () => {
      const now = this.world.now();
      if (this.source && now - this.heardAt > SILENCE_MS) this.fail();
      if (this.downAt !== null && now - this.downAt > LOST_MS) this.say("lost");
      this.watch();
    });
  }

  private connect(): void {
    this.cancelRetry?.();
    this.cancelRetry = null;
    this.drop();
    this.heardAt = this.world.now();
    this.lastId = "";
    const source = this.world.open(this.listener.cursor());
    this.source = source;
    const on = (type: string, take: (event: MessageEvent<string>) => void) => {
      source.addEventListener(type, (event) => {
        if (this.source !== source) return;
        this.heardAt = this.world.now();
        take(event);
      });
    };
    on("open", () => {
      this.opened();
    });
    source.addEventListener("error", () => {
      if (this.source === source) this.fail();
    });
    on("tick", (event) => {
      const { now } = JSON.parse(event.data) as { now: number };
      this.listener.dispatch({ type: "tick", now, receivedAt: this.world.now() });
      this.listener.told({ type: "tick", offset: now - this.world.now() });
      if (!event.lastEventId || event.lastEventId === this.lastId) return;
      this.passed(event);
      this.listener.told({ type: "begun", behind: Number(event.lastEventId) });
    });
    on("alarm", (event) => {
      this.change(event, { kind: "alarm", object: JSON.parse(event.data) as Alarm });
    });
    on("part", (event) => {
      this.change(event, { kind: "part", object: JSON.parse(event.data) as Part });
    });
    on("gateway", (event) => {
      this.change(event, { kind: "gateway", object: JSON.parse(event.data) as Gateway });
    });
    on("organisation", (event) => {
      // No room shows it; the stream has moved on all the same.
      this.passed(event);
    });
    on("duty", (event) => {
      this.passed(event);
      this.listener.told({ type: "duty" });
    });
    on("notification", (event) => {
      this.passed(event);
      const told = JSON.parse(event.data) as Omit<Told, "change">;
      this.listener.told({ type: "notification", told: { ...told, change: Number(event.lastEventId) } });
    });
    on("dead-letter", (event) => {
      this.change(event, { kind: "dead-letter" });
    });
    on("reading", (event) => {
      this.listener.dispatch({ type: "readings", event: JSON.parse(event.data) as ReadingsEvent });
    });
    on("resync", (event) => {
      this.lastId = event.lastEventId;
      this.listener.dispatch({ type: "resync" });
      this.listener.refetch();
    });
  }

  private passed(event: MessageEvent<string>): void {
    this.lastId = event.lastEventId;
    this.listener.dispatch({ type: "passed", id: Number(event.lastEventId) });
  }

  private change(event: MessageEvent<string>, change: Change): void {
    const id = event.lastEventId;
    const durable = id !== this.lastId;
    this.lastId = id;
    this.listener.dispatch(durable ? { type: "change", id: Number(id), change } : { type: "sign", change });
  }

  private opened(): void {
    const again = this.everLive;
    this.everLive = true;
    this.attempts = 0;
    this.downAt = null;
    this.say("live");
    this.listener.told({ type: "live" });
    if (again) this.listener.refetch();
  }

  private fail(): void {
    this.drop();
    this.downAt ??= this.world.now();
    if (this.world.now() - this.downAt <= LOST_MS) this.say("reconnecting");
    const ceiling = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.attempts);
    this.attempts += 1;
    this.cancelRetry?.();
    this.cancelRetry = this.world.after(ceiling * (0.5 + this.world.random() / 2), () => {
      this.connect();
    });
  }

  private drop(): void {
    this.source?.close();
    this.source = null;
  }

  private say(phase: LinkPhase): void {
    this.listener.dispatch({ type: "connection", phase, at: this.downAt ?? this.world.now() });
  }
}
