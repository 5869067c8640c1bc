import { useState } from "react";

import { TextField } from "../forms/TextField";
import { useNamespace } from "../i18n/useNamespace";
import type { OpenHazard } from "./api";
import { dayAfter, newKey, RECTIFY_DAYS } from "./draft";
import type { Parcel } from "./outbox";

interface Props {
  hazards: readonly OpenHazard[];
  inspection: number;
  by: string;
  onPut: (parcels: readonly Parcel[]) => void;
}

function Recheck({ hazard, inspection, by, onPut }: Omit<Props, "hazards"> & { hazard: OpenHazard }) {
  const { t, speak } = useNamespace("inspect");
  const [deadline, setDeadline] = useState(() => dayAfter(Date.now(), RECTIFY_DAYS));
  const [said, setSaid] = useState<"pass" | "fail" | null>(null);
  const say = (passed: boolean) => {
    const key = newKey();
    setSaid(passed ? "pass" : "fail");
    const told = passed ? { action: "recheck-pass" } : { action: "recheck-fail", deadline };
    onPut([
      {
        id: key,
        kind: "action",
        inspection,
        hazard: hazard.id,
        title: hazard.text,
        attempt: 0,
        fault: null,
        body: { key, by, ...told },
      },
    ]);
  };
  return (
    <li className="inspect-finding">
      <p>
        <strong>{hazard.text}</strong> {hazard.place}
      </p>
      <p className="muted">
        {speak(hazard.clause)} · {t("deadline")} <span className="num">{hazard.deadline ?? "–"}</span>{" "}
        {hazard.overdue && t("late")}
      </p>
      {said !== null ? (
        <p role="status">
          {t(said)} · {t("kept")}
        </p>
      ) : (
        <>
          <button
            type="button"
            className="site-button"
            onClick={() => {
              say(true);
            }}
          >
            {t("pass")}
          </button>
          <TextField label={t("deadline")} type="date" value={deadline} onChange={setDeadline} />
          <button
            type="button"
            className="site-button"
            onClick={() => {
              say(false);
            }}
          >
            {t("fail")}
          </button>
        </>
      )}
    </li>
  );
}

/** What is still open at the place from before, to be looked at again. */
export function Rechecks({ hazards, ...rest }: Props) {
  const { t } = useNamespace("inspect");
  if (hazards.length === 0) return null;
  return (
    <section aria-label={t("recheck")}>
      <h2>{t("to_recheck", { count: hazards.length })}</h2>
      <ul className="inspect-list">
        {hazards.map((hazard) => (
          <Recheck key={hazard.id} hazard={hazard} {...rest} />
        ))}
      </ul>
    </section>
  );
}
