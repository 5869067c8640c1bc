import type { Alarm } from "../api/types";

/** One of the reasons of an early warning: its words, and its part of all reasons, 0 to 1. */
export interface WarningReason {
  zh: string;
  en: string;
  share: number;
  /** The analog type that it speaks of; null where it speaks of something else. */
  analog: number | null;
}

/** What an early warning rests on, as the gateway told it. */
export interface WarningCause {
  probability: number;
  kind: { zh: string; en: string };
  model: string;
  reasons: WarningReason[];
  /** The names of the evidence that is shown here, and so need not be shown again. */
  used: ReadonlySet<string>;
}

const MOST_REASONS = 8;

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Reads the evidence of a model's warning; null where no model told it. */
export function causeOf({ evidence }: Pick<Alarm, "evidence">): WarningCause | null {
  const probability = evidence.probability;
  if (text(evidence.model) === "" || typeof probability !== "number") return null;
  const used = new Set(["probability", "kind", "kind_zh", "kind_en", "model", "version", "hash"]);
  const reasons: WarningReason[] = [];
  for (let number = 1; number <= MOST_REASONS; number += 1) {
    const [zh, en, share, analog] = ["zh", "en", "share", "analog"].map(
      (part) => `reason_${String(number)}_${part}`,
    ) as [string, string, string, string];
    if (text(evidence[zh]) === "" && text(evidence[en]) === "") break;
    const [told, type] = [evidence[share], evidence[analog]];
    reasons.push({
      zh: text(evidence[zh]),
      en: text(evidence[en]),
      share: typeof told === "number" ? Math.min(Math.max(told, 0), 1) : 0,
      analog: typeof type === "number" ? type : null,
    });
    [zh, en, share, analog].forEach((name) => used.add(name));
  }
  return {
    probability: Math.min(Math.max(probability, 0), 1),
    kind: { zh: text(evidence.kind_zh), en: text(evidence.kind_en) },
    model: [evidence.model, evidence.version, evidence.hash].map(text).filter(Boolean).join(" · "),
    reasons,
    used,
  };
}
