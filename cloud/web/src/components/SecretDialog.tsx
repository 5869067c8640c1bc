import { useTranslation } from "react-i18next";

import { CopyField } from "./CopyField";
import { Dialog } from "./Dialog";

const QUIET = { text: "", urgent: false };

interface Props {
  title: string;
  /** What it is for. */
  what: string;
  secret: string;
  onClose: () => void;
}

/** A secret that the centre tells once: shown, copied, gone. */
export function SecretDialog({ title, what, secret, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog title={title} announcement={QUIET} onClose={onClose}>
      <p>{what}</p>
      <CopyField label={title} text={secret} testId="secret" />
      <p className="muted">{t("secret.once")}</p>
      <div className="dialog-buttons">
        <button type="button" className="button strong" onClick={onClose}>
          {t("secret.close")}
        </button>
      </div>
    </Dialog>
  );
}
