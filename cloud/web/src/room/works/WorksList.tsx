import type { Works } from "../../api/types";
import { useData } from "../../operator/useData";
import { faultWords } from "../faults";
import { useRoomWords } from "../useRoomWords";
import { useWorksPlace } from "./useWorks";

const EVERY_MS = 15_000;

/** Declared works, in force and over, newest first. */
export function WorksList() {
  const { t, speak, language, moment } = useRoomWords();
  const placeOf = useWorksPlace();
  const { data, fault } = useData<{ items: Works[] }>("/maintenance", { limit: 50 }, EVERY_MS);
  return (
    <>
      {fault && <p className="dialog-fault">{faultWords(fault, language) ?? t("unread")}</p>}
      {data?.items.length === 0 && <p className="empty">{t("works.empty")}</p>}
      <ul className="records">
        {data?.items.map((works) => (
          <li key={works.id} className="record" data-testid="works-row">
            <p className="record-head">
              <strong>{t(`works.${works.mode === "walk-test" ? "walk_test" : "maintenance"}`)}</strong>
              <span>{speak(placeOf(works)) || (works.gateway ?? t("works.building"))}</span>
              <span className={works.ended_at === null ? "" : "muted"}>
                {t(works.ended_at === null ? "works.running" : "works.over")}
              </span>
            </p>
            <p>{works.reason}</p>
            <p className="muted num">
              {t("works.who", {
                by: works.by,
                at: moment(works.begun_at),
                until: moment(works.ended_at ?? works.until),
              })}
              {works.ended_at !== null &&
                ` · ${works.ended_by === null ? t("works.by_itself") : t("works.ended_by", { by: works.ended_by })}`}
            </p>
            {works.parts.length > 0 && <p className="muted code">{works.parts.join(", ")}</p>}
          </li>
        ))}
      </ul>
    </>
  );
}
