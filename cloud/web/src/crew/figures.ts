/** Distances and times as crews read them. Pure. */

import { languageOf } from "../i18n/languages";

export function far(metres: number, language: string): string {
  const zh = languageOf(language).chinese;
  if (metres < 1000) return `${Math.round(metres / 10) * 10} ${zh ? "米" : "m"}`;
  return `${(metres / 1000).toFixed(1)} ${zh ? "公里" : "km"}`;
}

export function lasting(seconds: number, language: string): string {
  const zh = languageOf(language).chinese;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} ${zh ? "秒" : "s"}`;
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return zh ? `${minutes} 分 ${rest} 秒` : `${minutes} min ${rest} s`;
}
