/** Weights from judgements in pairs (Saaty 1980), and the index that follows from them. Pure. */

import type { Group, Judgements } from "./api";

/** A matrix at or above it contradicts itself. */
export const LARGEST_RATIO = 0.1;
/** Mean consistency index of random reciprocal matrices, by their size (Saaty 1980). */
const RANDOM_INDEX = [0, 0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49];
const ROUNDS = 200;

export interface Weighed {
  weights: Readonly<Record<string, number>>;
  ratio: number;
}

/** The principal eigenvector of a reciprocal matrix, and how far its judgements contradict each other. */
export function weigh(codes: readonly string[], pairs: Readonly<Record<string, number>>): Weighed {
  const times = (one: string, other: string) => {
    if (one === other) return 1;
    const said = pairs[`${one}:${other}`];
    if (said !== undefined) return said;
    return 1 / (pairs[`${other}:${one}`] ?? 1);
  };
  const matrix = codes.map((one) => codes.map((other) => times(one, other)));
  let vector = codes.map(() => 1 / codes.length);
  let eigenvalue = codes.length;
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = matrix.map((row) => row.reduce((sum, value, at) => sum + value * (vector[at] ?? 0), 0));
    eigenvalue = next.reduce((sum, value) => sum + value, 0);
    vector = next.map((value) => value / eigenvalue);
  }
  const size = codes.length;
  const ratio = size < 3 ? 0 : Math.max(0, (eigenvalue - size) / (size - 1)) / (RANDOM_INDEX[size] ?? 1.49);
  return { weights: Object.fromEntries(codes.map((code, at) => [code, vector[at] ?? 0])), ratio };
}

export interface Supposed {
  score: number | null;
  /** By matrix. */
  ratios: Readonly<Record<string, number>>;
  /** Of each group, and of each indicator in the whole. */
  weights: Readonly<Record<string, number>>;
}

/**
 * The index by other judgements: what is unknown leaves its weight to its group, and without anything known in a
 * group there is no index. `entropyShare`: so much of each weight is entropy's, as in the version at work.
 */
export function supposed(groups: readonly Group[], judgements: Judgements, entropyShare: number): Supposed {
  const top = weigh(groups.map(({ code }) => code), judgements.groups ?? {});
  const ratios: Record<string, number> = { groups: top.ratio };
  const weights: Record<string, number> = {};
  let score: number | null = 0;
  for (const group of groups) {
    const inner = weigh(group.indicators.map(({ code }) => code), judgements[group.code] ?? {});
    ratios[group.code] = inner.ratio;
    const share = top.weights[group.code] ?? 0;
    let [own, known, marks] = [0, 0, 0];
    for (const { code, mark, by_entropy } of group.indicators) {
      const judged = share * (inner.weights[code] ?? 0);
      const weight = (1 - entropyShare) * judged + entropyShare * (by_entropy ?? judged);
      weights[code] = weight;
      own += weight;
      if (mark === null) continue;
      known += weight;
      marks += weight * mark;
    }
    weights[group.code] = own;
    score = score === null || known === 0 ? null : score + (own * marks) / known;
  }
  return { score, ratios, weights };
}

/** The steps of a judgement, from "far less" to "far more". */
export const SCALE = [1 / 9, 1 / 7, 1 / 5, 1 / 4, 1 / 3, 1 / 2, 1, 2, 3, 4, 5, 7, 9] as const;
export const nearest = (times: number) =>
  SCALE.reduce<number>((best, each) => (Math.abs(Math.log(each / times)) < Math.abs(Math.log(best / times)) ? each : best), 1);
