/** Durations that can be chosen, in minutes, and the words for them. */

import type { TFunction } from "i18next";

export const SHELF_MINUTES = [30, 60, 240, 480, 1440] as const;
export const WORKS_MINUTES = [30, 60, 120, 240, 480, 720] as const;

export const durationOf = (minutes: number, t: TFunction<"room">): string =>
  minutes % 60 === 0 ? t("hours", { count: minutes / 60 }) : t("minutes", { count: minutes });
