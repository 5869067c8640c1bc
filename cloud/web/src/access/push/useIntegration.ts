import { useData } from "../../operator/useData";
import type { Integration } from "./api";

/** One platform, found by its number among those behind the one before; null: there is none. */
export function useIntegration(id: number, everyMs = 0) {
  const loaded = useData<{ integrations: Integration[] }>("/push-integrations", { after: id - 1, limit: 1 }, everyMs);
  const first = loaded.data?.integrations[0];
  return { loaded, integration: loaded.data ? (first?.id === id ? first : null) : undefined };
}
