import { useEffect, useRef, useState } from "react";

import { get } from "../api/client";
import { SILENCE_MS } from "../live/connection";
import type { Incident, Page, Sites, Station, Unit } from "./api";
import { EMPTY, withIncident, withSnapshot, withUnit, type Board } from "./board";

export interface LiveBoard {
  board: Board;
  /** Null: not told yet. */
  sites: Sites | null;
  /** Whether a first snapshot is there. */
  known: boolean;
  /** Since when nothing is heard, by this computer's clock; null: the line is there. */
  cut: number | null;
  /** The centre's time minus this computer's, ms. */
  offset: number;
  /** Takes in an incident that an answer has told. */
  take: (incident: Incident) => void;
}

const PAGE = 1_000;
const INCIDENTS = 500;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5_000;
/** Alarms that change together cost one question. */
const GATHER_MS = 1_500;
/** Changes that come together cost one drawing. */
const DRAW_MS = 50;
const ADDRESS = "./api/v1/live?only=incident&only=unit&only=alarm";

/** Every page of a list. */
export async function whole<T extends { id: number }>(path: string, page: number): Promise<T[]> {
  const found: T[] = [];
  let after = 0;
  for (;;) {
    const answer = await get<Page<T>>(path, { after, limit: page });
    found.push(...answer.items);
    if (answer.next === null) return found;
    after = answer.next;
  }
}

async function snapshot() {
  const [incidents, units, stations] = await Promise.all([
    get<Page<Incident>>("/incidents", { limit: INCIDENTS }),
    whole<Unit>("/units", PAGE),
    whole<Station>("/stations", PAGE),
  ]);
  return { incidents: incidents.items, units, stations };
}

/** Incidents and forces, live: one stream a page, and a snapshot whenever it begins anew. */
export function useBoard(): LiveBoard {
  const [view, setView] = useState<Omit<LiveBoard, "take">>({
    board: EMPTY,
    sites: null,
    known: false,
    cut: null,
    offset: 0,
  });
  const taking = useRef<(incident: Incident) => void>(() => undefined);

  useEffect(() => {
    let over = false;
    let held: Omit<LiveBoard, "take"> = { board: EMPTY, sites: null, known: false, cut: null, offset: 0 };
    let drawing = 0;
    let source: EventSource | null = null;
    let heard = Date.now();
    let attempts = 0;
    let retry = 0;
    let gathering = 0;
    const show = (part: Partial<Omit<LiveBoard, "take">>) => {
      held = { ...held, ...part };
      if (drawing !== 0 || over) return;
      drawing = window.setTimeout(() => {
        drawing = 0;
        if (!over) setView(held);
      }, DRAW_MS);
    };
    taking.current = (incident) => {
      show({ board: withIncident(held.board, incident) });
    };
    const askSites = () => {
      gathering = 0;
      get<Sites>("/map/sites").then(
        (sites) => {
          show({ sites });
        },
        () => undefined,
      );
    };
    const load = () => {
      snapshot().then(
        (told) => {
          show({ board: withSnapshot(held.board, told), known: true });
        },
        () => {
          if (source) fail();
        },
      );
      askSites();
    };
    const connect = () => {
      if (over) return;
      window.clearTimeout(retry);
      source?.close();
      heard = Date.now();
      const opened = new EventSource(ADDRESS);
      source = opened;
      const on = (kind: string, take: (event: MessageEvent<string>) => void) => {
        opened.addEventListener(kind, (event) => {
          if (source !== opened) return;
          heard = Date.now();
          take(event as MessageEvent<string>);
        });
      };
      on("open", () => {
        attempts = 0;
        show({ cut: null });
        load();
      });
      on("tick", (event) => {
        const { now } = JSON.parse(event.data) as { now: number };
        show({ offset: now - Date.now() });
      });
      on("incident", (event) => {
        show({ board: withIncident(held.board, JSON.parse(event.data) as Incident) });
      });
      on("unit", (event) => {
        show({ board: withUnit(held.board, JSON.parse(event.data) as Unit) });
      });
      on("alarm", () => {
        if (gathering === 0) gathering = window.setTimeout(askSites, GATHER_MS);
      });
      on("resync", load);
      opened.onerror = () => {
        if (source === opened) fail();
      };
    };
    const fail = () => {
      source?.close();
      source = null;
      if (held.cut === null) show({ cut: Date.now() });
      window.clearTimeout(retry);
      retry = window.setTimeout(connect, Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempts) * (0.5 + Math.random() / 2));
      attempts += 1;
    };
    const look = () => {
      if (source && Date.now() - heard > SILENCE_MS) fail();
    };
    const watch = window.setInterval(look, 1000);
    const doubt = () => {
      if (source) fail();
    };
    window.addEventListener("offline", doubt);
    window.addEventListener("online", connect);
    connect();
    return () => {
      over = true;
      source?.close();
      window.clearInterval(watch);
      window.clearTimeout(retry);
      window.clearTimeout(gathering);
      window.clearTimeout(drawing);
      window.removeEventListener("offline", doubt);
      window.removeEventListener("online", connect);
    };
  }, []);

  const [take] = useState(() => (incident: Incident) => {
    taking.current(incident);
  });
  return { ...view, take };
}
