import { useTranslation } from "react-i18next";

import type { Announcement } from "./Announcer";
import { Dialog } from "./Dialog";

const KEYS = [
  ["J / K · ↑ / ↓", "move"],
  ["Home / End", "ends"],
  ["Enter", "open"],
  ["A", "acknowledge"],
  ["V", "verify"],
  ["S", "silence"],
  ["L", "language"],
  ["F8", "check"],
  ["?", "help"],
  ["Esc", "escape"],
] as const;

/** The keyboard, and the order of the list. */
export function HelpDialog({ announcement, onClose }: { announcement: Announcement; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t("help.title")} announcement={announcement} onClose={onClose}>
      <dl className="help-keys">
        {KEYS.map(([keys, name]) => (
          <div key={name}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{t(`help.${name}`)}</dd>
          </div>
        ))}
      </dl>
      <h3>{t("help.order")}</h3>
      <p>{t("help.order_body")}</p>
      <div className="dialog-buttons">
        <button type="button" className="button strong" onClick={onClose}>
          {t("help.close")}
        </button>
      </div>
    </Dialog>
  );
}
