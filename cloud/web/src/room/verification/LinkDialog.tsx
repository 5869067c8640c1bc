import { useState } from "react";

import { giveLink } from "../../api/client";
import type { Alarm, VerificationLink } from "../../api/types";
import { useAnnounced } from "../../hooks/useAnnouncement";
import { CopyField } from "../../components/CopyField";
import { Dialog } from "../../components/Dialog";
import { QrCode } from "../../components/QrCode";
import { RoomField, RoomForm } from "../RoomForm";
import { useRoomWords } from "../useRoomWords";
import { isLoopback, siteAddress } from "./address";

const MINUTES = [15, 30, 60] as const;

function Given({ link, onClose }: { link: VerificationLink; onClose: () => void }) {
  const { t, moment } = useRoomWords();
  const address = link.address ?? siteAddress(window.location, link.token);
  return (
    <>
      <p>{t("link.given", { person: link.person, time: moment(link.expires_at) })}</p>
      <QrCode text={address} label={t("link.qr")} />
      <CopyField label={t("link.address")} text={address} testId="link-address" />
      {isLoopback(address) && (
        <p className="hint" data-testid="link-loopback">
          {t("link.loopback")}
        </p>
      )}
      <p className="hint">{t("link.once")}</p>
      <div className="dialog-buttons">
        <button type="button" className="button strong" onClick={onClose}>
          {t("link.done")}
        </button>
      </div>
    </>
  );
}

/** Gives a person on site a link to this one alarm: as text to copy, and as a code to point a phone at. */
export function LinkDialog({ alarm, onClose }: { alarm: Alarm; onClose: () => void }) {
  const { t, speak } = useRoomWords();
  const announcement = useAnnounced();
  const [person, setPerson] = useState("");
  const [minutes, setMinutes] = useState<number>(30);
  const [link, setLink] = useState<VerificationLink | null>(null);
  return (
    <Dialog title={t("link.title")} announcement={announcement} onClose={onClose}>
      <p className="muted">{speak(alarm.place)}</p>
      {link ? (
        <Given link={link} onClose={onClose} />
      ) : (
        <RoomForm
          needed={person}
          minutes={minutes}
          duration={{
            label: t("link.minutes_label"),
            options: MINUTES.map((value) => ({ value, text: t("minutes", { count: value }) })),
            onChoose: setMinutes,
          }}
          act={t("link.give")}
          onSend={async (given, by) => {
            setLink(await giveLink(alarm.id, { person: given, minutes, by }));
          }}
          onClose={onClose}
        >
          <p>{t("link.body")}</p>
          <RoomField label={t("link.person")} longest={64} value={person} testId="link-person" onChange={setPerson} />
        </RoomForm>
      )}
    </Dialog>
  );
}
