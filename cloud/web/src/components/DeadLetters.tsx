import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { fetchDeadLetters } from "../api/client";
import type { DeadLetter } from "../api/types";
import { hrefOf } from "../shell/route";
import { useMay } from "../shell/useMe";
import { formatBytes, formatTime } from "../time/format";
import type { Announcement } from "./Announcer";
import { Dialog } from "./Dialog";

const SHOWN = 50;
const EXCERPT = 240;

interface Props {
  /** Rises with every new dead letter. */
  news: number;
  announcement: Announcement;
  onClose: () => void;
}

function Letter({ letter }: { letter: DeadLetter }) {
  const { t, i18n } = useTranslation();
  return (
    <li className="letter" data-testid="dead-letter">
      <p className="letter-reason">{letter.reason}</p>
      <p className="muted num">
        {formatTime(letter.at, "daytime", i18n.language)}
        {" · "}
        {t("letters.size", {
          size: formatBytes(letter.size, i18n.language),
          count: letter.times,
          times: letter.times,
        })}
      </p>
      <p className="code">{letter.topic}</p>
      {letter.where && (
        <p>
          <span className="muted">{t("letters.where")}</span> <span className="code">{letter.where}</span>
        </p>
      )}
      {letter.payload_text && (
        <details>
          <summary>{t("letters.payload")}</summary>
          <pre>{letter.payload_text.slice(0, EXCERPT)}</pre>
        </details>
      )}
    </li>
  );
}

/** What the centre would not believe, and why. */
export function DeadLetters({ news, announcement, onClose }: Props) {
  const { t } = useTranslation();
  const leads = useMay("view");
  const [letters, setLetters] = useState<DeadLetter[] | "failed" | null>(null);
  useEffect(() => {
    let gone = false;
    fetchDeadLetters(SHOWN).then(
      ({ items }) => {
        if (!gone) setLetters([...items].sort((a, b) => b.id - a.id));
      },
      () => {
        if (!gone) setLetters("failed");
      },
    );
    return () => {
      gone = true;
    };
  }, [news]);
  return (
    <Dialog title={t("letters.title")} className="drawer" announcement={announcement} onClose={onClose}>
      <p className="muted">{t("letters.body")}</p>
      {letters === null && <p>{t("letters.loading")}</p>}
      {letters === "failed" && <p role="alert">{t("letters.failed")}</p>}
      {Array.isArray(letters) && letters.length === 0 && <p>{t("letters.empty")}</p>}
      {Array.isArray(letters) && (
        <ul className="letters">
          {letters.map((letter) => (
            <Letter key={letter.id} letter={letter} />
          ))}
        </ul>
      )}
      <div className="dialog-buttons">
        {leads && (
          <a className="button quiet" href={hrefOf(["fleet", "dead-letters"])}>
            {t("letters.work")}
          </a>
        )}
        <button type="button" className="button strong" onClick={onClose}>
          {t("letters.close")}
        </button>
      </div>
    </Dialog>
  );
}
