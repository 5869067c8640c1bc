/** The languages of the page, and what follows from each. Values only. */

interface Entry {
  /** As the document says it. */
  tag: string;
  /** By which times and numbers are written. */
  format: string;
  /** Of the two languages in which names are told, Chinese is the one that its readers read. */
  chinese: boolean;
  /** Written from top to bottom, the lines from left to right. */
  vertical: boolean;
}

/**
 * `pseudo` shows what has escaped translation. `mn-Mong` is Mongolian in its own script: it has no words of its own
 * here yet, so that Chinese stands where they will be, but all that its writing asks of the page is there.
 */
export const LANGUAGES = {
  zh: { tag: "zh-CN", format: "zh-CN", chinese: true, vertical: false },
  en: { tag: "en", format: "en-GB", chinese: false, vertical: false },
  pseudo: { tag: "en", format: "en-GB", chinese: false, vertical: false },
  "mn-Mong": { tag: "mn-Mong", format: "zh-CN", chinese: true, vertical: true },
} as const satisfies Record<string, Entry>;

export type Language = keyof typeof LANGUAGES;

export const isLanguage = (text: string | null): text is Language => text !== null && text in LANGUAGES;

/** Chinese where nobody knows the language. */
export const languageOf = (text: string): Entry => LANGUAGES[isLanguage(text) ? text : "zh"];
