import { CopyField } from "../../components/CopyField";
import { Dialog } from "../../components/Dialog";
import { QrCode } from "../../components/QrCode";
import { isLoopback } from "../../room/verification/address";
import type { CrewLinkMade } from "../api";
import { useForceWords } from "../useForceWords";
import { linkAddress } from "./giving";

const QUIET = { text: "", urgent: false };

/** A link, shown this once: as a code to point the device at, and as text to copy. */
export function GivenDialog({ link, onClose }: { link: CrewLinkMade; onClose: () => void }) {
  const { t, date } = useForceWords();
  const address = linkAddress(window.location, link.path);
  return (
    <Dialog title={t("link.given")} announcement={QUIET} onClose={onClose}>
      <p>{t("link.given_to", { person: link.person, name: link.name, day: date(link.expires_at) })}</p>
      <QrCode text={address} label={t("link.qr")} />
      <CopyField label={t("link.address")} text={address} testId="crew-link" />
      {isLoopback(address) && <p className="op-note">{t("link.loopback")}</p>}
      <p className="muted">{t("link.once")}</p>
      <div className="dialog-buttons">
        <button type="button" className="button strong" onClick={onClose}>
          {t("link.done")}
        </button>
      </div>
    </Dialog>
  );
}
