import "uplot/dist/uPlot.min.css";

import { App } from "../App";
import { Session } from "../live/session";
import { useRoute } from "../shell/useRoute";

const sessions = new Map<string, Session>();

/** One session for each part of the world that is looked at: everything, an organisation, or a gateway. */
function sessionOf(organisation: string | undefined, gateway: string | undefined): Session {
  const key = `${organisation ?? ""}|${gateway ?? ""}`;
  const held = sessions.get(key) ?? new Session({ organisation, gateway });
  sessions.set(key, held);
  return held;
}

/** The control room, of everything or of what the address names. */
export function RoomView() {
  const { query } = useRoute();
  const { organisation, gateway } = query;
  return <App key={`${organisation ?? ""}|${gateway ?? ""}`} session={sessionOf(organisation, gateway)} />;
}
