/** Chance from a seed, as the record's rules have it (RFC 3797 with SHA-256): anyone gets the same. Pure. */

import { canonical, utf8 } from "./canonical";
import { hex, sha256 } from "./sha256";

const BLOCKS = 1n << 256n;

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The chance of one label; what one takes moves no other. */
export class Stream {
  private readonly key: Uint8Array;
  private index = 0n;

  constructor(seed: string, ...label: readonly string[]) {
    this.key = utf8(canonical([seed, ...label]));
  }

  /** A whole number below `limit`, each as likely as any other. */
  below(limit: number): number {
    const of = BigInt(limit);
    const wholeRuns = BLOCKS - (BLOCKS % of);
    for (;;) {
      const around = new Uint8Array(8);
      new DataView(around.buffer).setBigUint64(0, this.index);
      this.index += 1n;
      const found = BigInt(`0x${hex(sha256(joined(around, this.key, around)))}`);
      if (found < wholeRuns) return Number(found % of);
    }
  }

  /** True with the chance `part / of` exactly. */
  toss(part: number, of: number): boolean {
    return this.below(of) < part;
  }
}

/** The names in a random order that does not depend on the order in which they are given. */
export function shuffled(seed: string, label: string, names: Iterable<string>, ...more: readonly string[]): string[] {
  const begun = utf8(canonical([seed, label, ...more]));
  return Array.from(names, (name) => ({ name, place: hex(sha256(joined(begun, utf8(name)))) }))
    .sort((one, other) => (one.place < other.place ? -1 : one.place > other.place ? 1 : one.name < other.name ? -1 : 1))
    .map(({ name }) => name);
}
