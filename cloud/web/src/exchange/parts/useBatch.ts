import { useEffect, useRef, useState } from "react";

import { ApiError } from "../../api/client";

export interface Result {
  id: number;
  done: boolean;
  zh: string;
  en: string;
}

interface Told {
  total: number;
  results: readonly Result[];
  state: "idle" | "running" | "stopped" | "done";
  fault: ApiError | null;
}

export interface Batch extends Told {
  /** Works through all of them, some at a time, one request after the other. */
  start: (ids: readonly number[], size: number, work: (some: readonly number[]) => Promise<Result[]>) => void;
  /** After the request that is under way. */
  stop: () => void;
  /** Forgets what came of it. */
  clear: () => void;
}

const NOTHING: Told = { total: 0, results: [], state: "idle", fault: null };

/** Much work in small requests, with what came of each; leaving the page stops it. */
export function useBatch(onDone: () => void): Batch {
  const [told, setTold] = useState(NOTHING);
  const halted = useRef(false);
  useEffect(
    () => () => {
      halted.current = true;
    },
    [],
  );
  const go = async (
    ids: readonly number[],
    size: number,
    work: (some: readonly number[]) => Promise<Result[]>,
  ) => {
    const results: Result[] = [];
    let fault: ApiError | null = null;
    for (let at = 0; at < ids.length && !halted.current && !fault; at += size) {
      try {
        results.push(...(await work(ids.slice(at, at + size))));
      } catch (reason) {
        fault = reason instanceof ApiError ? reason : new ApiError(null, null, reason);
      }
      setTold({ total: ids.length, results: [...results], state: "running", fault });
    }
    setTold({
      total: ids.length,
      results,
      state: results.length < ids.length ? "stopped" : "done",
      fault,
    });
    onDone();
  };
  return {
    ...told,
    start: (ids, size, work) => {
      halted.current = false;
      setTold({ total: ids.length, results: [], state: "running", fault: null });
      void go(ids, size, work);
    },
    stop: () => {
      halted.current = true;
    },
    clear: () => {
      setTold(NOTHING);
    },
  };
}
