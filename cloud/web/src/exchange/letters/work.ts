/** Requests about dead letters. */

import { ApiError, get, send } from "../../api/client";
import type { Letter, LetterList, ReplayedOne } from "../api";
import type { Result } from "../parts/useBatch";

/** As many are worked through at once at most. */
export const MOST = 1_000;
/** Letters in one request: short enough that its answer comes soon on a busy centre. */
export const AT_ONCE = 10;

export interface Wanted {
  text: string | undefined;
  gateway: string | undefined;
  area: string | undefined;
  organisation: string | undefined;
  since: string | undefined;
  until: string | undefined;
}

/** The ids of the newest open letters that are wanted, oldest first. */
export async function openOnes(wanted: Wanted): Promise<number[]> {
  const { items } = await get<LetterList>("/dead-letters", { ...wanted, state: "open", limit: MOST });
  return items.map(({ id }) => id);
}

export async function replayMany(ids: readonly number[]): Promise<Result[]> {
  const { items } = await send<{ items: ReplayedOne[] }>("POST", "/dead-letters/replay", { ids });
  return items.map(({ id, stored, reason_zh, reason_en }) => ({
    id,
    done: stored,
    zh: reason_zh,
    en: reason_en,
  }));
}

/** Dismisses each by itself: one that is settled already says so and stops nothing. */
export async function dismissMany(ids: readonly number[]): Promise<Result[]> {
  return Promise.all(
    ids.map(async (id) => {
      try {
        await send<Letter>("POST", `/dead-letters/${id}/dismiss`);
        return { id, done: true, zh: "", en: "" };
      } catch (reason) {
        if (!(reason instanceof ApiError) || !reason.fault || (reason.status ?? 500) >= 500) throw reason;
        return { id, done: false, zh: reason.fault.message_zh, en: reason.fault.message_en };
      }
    }),
  );
}
