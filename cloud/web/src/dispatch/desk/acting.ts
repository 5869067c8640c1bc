import { send } from "../../api/client";
import type { Change } from "../../forms/useChange";
import type { IncidentDetail, Taken } from "../api";

/** Does something to an incident; the answer is the incident, or a call's answer around it. */
export function act(
  change: Change,
  incident: number,
  path: string,
  body: object,
  done: (incident: IncidentDetail) => void,
): void {
  change.run(
    () => send<IncidentDetail | Taken>("POST", `/incidents/${incident}/${path}`, body),
    (answer) => {
      done("incident" in answer ? answer.incident : answer);
    },
  );
}
