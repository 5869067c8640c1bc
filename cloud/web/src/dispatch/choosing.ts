/** Choosing from a list by typing: Chinese, pinyin initials, or the beginnings of English words. Pure. */

export interface Option {
  key: string;
  text: string;
  /** Under the text. */
  detail: string;
  /** Of its pinyin. */
  initials: string;
}

/** How well typed letters fit: lower is better, null: not at all. */
export function fit(option: Option, typed: string): number | null {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return 3;
  const text = option.text.toLowerCase();
  if (text.startsWith(wanted)) return 0;
  if (option.initials.startsWith(wanted)) return 1;
  if (text.includes(wanted)) return 2;
  const begin = text.split(/[^a-z0-9]+/).map((word) => word.charAt(0)).join("");
  if (begin !== "" && begin.startsWith(wanted)) return 2;
  return within(option.initials, wanted) ? 4 : null;
}

/** Whether the letters stand in this order, others between them left out: `gchz` is in `gcjzhz`. */
export function within(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of text) if (letter === letters[at]) at += 1;
  return letters !== "" && at === letters.length;
}

/** The options that fit, the best first; those that fit alike stay in their order. */
export function fitting(options: readonly Option[], typed: string): Option[] {
  return options
    .map((option, at) => ({ option, at, fit: fit(option, typed) }))
    .filter((each) => each.fit !== null)
    .sort((a, b) => (a.fit ?? 0) - (b.fit ?? 0) || a.at - b.at)
    .map(({ option }) => option);
}
