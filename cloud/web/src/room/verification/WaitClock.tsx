import { useTranslation } from "react-i18next";

import type { Alarm } from "../../api/types";
import { Icon } from "../../components/Icon";
import { useDesk } from "../../hooks/useDesk";
import { useNow } from "../../hooks/useNow";
import { formatTime } from "../../time/format";
import { useRoomWords } from "../useRoomWords";
import { countdown, waitOf } from "./wait";

/** The wait for a verdict in a row of the list: only while it runs, or once it was over. */
export function WaitMark({ alarm }: { alarm: Alarm }) {
  const { t } = useRoomWords();
  const { state } = useDesk();
  const wait = waitOf(alarm, useNow(state.offset));
  if (wait.phase === "none") return null;
  const text = wait.phase === "running" ? countdown(wait.left) : t(`wait.short_${wait.phase}`);
  return (
    <span className="wait-mark" data-testid="wait-mark" data-phase={wait.phase} title={t("wait.title")}>
      <Icon name="clock" />
      <span className="visually-hidden">{t("wait.title")}</span>
      <span className="num">{text}</span>
    </span>
  );
}

/** The same in full: how long still, and what happens then. */
export function WaitClock({ alarm }: { alarm: Alarm }) {
  const { t } = useRoomWords();
  const { i18n } = useTranslation();
  const { state } = useDesk();
  const wait = waitOf(alarm, useNow(state.offset));
  if (wait.phase === "none") return null;
  return (
    <div className="wait" data-testid="wait" data-phase={wait.phase}>
      <p>
        <Icon name="clock" />
        {wait.phase === "running" && (
          <>
            <strong className="num" role="timer">
              {countdown(wait.left)}
            </strong>
            <span>{t("wait.running")}</span>
          </>
        )}
        {wait.phase === "over" && <strong>{t("wait.over")}</strong>}
        {wait.phase === "sent" && (
          <strong>{t("wait.sent", { time: formatTime(wait.at, "clock", i18n.language) })}</strong>
        )}
      </p>
      {wait.phase === "running" && (
        <span className="wait-track" aria-hidden="true">
          <span className="wait-left" style={{ width: `${wait.share * 100}%` }} />
        </span>
      )}
    </div>
  );
}
