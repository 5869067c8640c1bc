import { useVocabularyData } from "../../hooks/useVocabularyData";
import { useData } from "../../operator/useData";
import type { Channel, Recipient } from "../api";

/** What a rule chooses among: channels, people, kinds of alarms. */
export function useChoices() {
  const channels = useData<{ items: Channel[] }>("/notification/channels");
  const people = useData<{ items: Recipient[] }>("/notification/recipients");
  const vocabulary = useVocabularyData();
  return {
    channels: channels.data?.items ?? [],
    people: people.data?.items ?? [],
    kinds: vocabulary.data?.kinds ?? [],
    known: channels.data !== null && people.data !== null && vocabulary.data !== null,
    fault: channels.fault ?? people.fault ?? vocabulary.fault,
  };
}
export type Choices = ReturnType<typeof useChoices>;
