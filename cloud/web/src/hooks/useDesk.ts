/** What every component at the desk may use: the session, the words, and the things an operator can do. */

import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";

import type { Alarm, Label, Outcome, Vocabulary } from "../api/types";
import { languageOf } from "../i18n/languages";
import type { Session } from "../live/session";
import type { Ranks } from "../state/ordering";
import type { PageState } from "../state/store";

export interface Desk {
  session: Session;
  state: PageState;
  /** The alarms that count now: all but the shelved ones. */
  open: ReadonlyMap<number, Alarm>;
  epoch: number;
  vocabulary: Vocabulary;
  ranks: Ranks;
  /** Ids of alarms with a decision on its way to the centre. */
  busy: ReadonlySet<number>;
  acknowledge: (alarm: Alarm) => void;
  verify: (alarm: Alarm, outcome: Outcome, cause: string | null, note: string) => void;
  close: (alarm: Alarm, note: string) => void;
  /** Does something in the seat's name, which is asked for first where nobody knows it; never rejects. */
  inTheirName: (run: (by: string) => Promise<void>) => void;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("useDesk outside of DeskContext");
  return desk;
}

/** A name in the reader's language, or in the other one where there is only that. */
export function say(label: Label, language: string): string {
  return languageOf(language).chinese ? label.zh || label.en : label.en || label.zh;
}

export function useSay(): (label: Label) => string {
  const { i18n } = useTranslation();
  return (label) => say(label, i18n.language);
}

/** Names of the vocabulary; a code nobody knows is shown as it came. */
export function useTerms() {
  const { vocabulary } = useDesk();
  const speak = useSay();
  return {
    kind: (kind: string) =>
      speak(vocabulary.kinds.find((term) => term.kind === kind) ?? { zh: kind, en: kind }),
    state: (state: string) =>
      speak(vocabulary.states.find((term) => term.state === state) ?? { zh: state, en: state }),
    quality: (quality: string) =>
      speak(vocabulary.qualities.find((term) => term.quality === quality) ?? { zh: quality, en: quality }),
    analog: (code: number) => {
      const term = vocabulary.analog_types.find((each) => each.code === code);
      return { name: term ? speak(term) : `#${code}`, unit: term?.unit ?? "" };
    },
    cause: (cause: string) =>
      speak(vocabulary.causes.find((term) => term.cause === cause) ?? { zh: cause, en: cause }),
    term: (term: Label & { code: number }) => speak(term) || `#${term.code}`,
  };
}
