import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Announcement } from "./Announcer";
import { Dialog } from "./Dialog";
import { SeatField } from "./SeatField";

interface Props {
  seat: string;
  announcement: Announcement;
  onAnswer: (seat: string | null) => void;
}

/** Asks once who sits here; every decision is recorded under that name. */
export function SeatDialog({ seat, announcement, onAnswer }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState(seat);
  return (
    <Dialog
      title={t("seat.title")}
      announcement={announcement}
      onClose={() => {
        onAnswer(null);
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) onAnswer(name.trim());
        }}
      >
        <p>{t("seat.body")}</p>
        <SeatField label={t("seat.field")} value={name} onChange={setName} />
        <div className="dialog-buttons">
          <button
            type="button"
            className="button quiet"
            onClick={() => {
              onAnswer(null);
            }}
          >
            {t("seat.cancel")}
          </button>
          <button type="submit" className="button strong">
            {t("seat.save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
