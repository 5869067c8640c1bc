import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "./Dialog";

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
  const [copied, setCopied] = useState<"copied" | "by_hand" | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const copy = () => {
    field.current?.select();
    // Without TLS a browser has no clipboard to give: then the text is chosen, ready for Ctrl+C.
    const copying: Promise<void> = "clipboard" in navigator ? navigator.clipboard.writeText(secret) : Promise.reject(new Error("none"));
    copying.then(
      () => {
        setCopied("copied");
      },
      () => {
        setCopied("by_hand");
      },
    );
  };
  return (
    <Dialog
      title={title}
      announcement={{ text: copied ? t(`secret.${copied}`) : "", urgent: false }}
      onClose={onClose}
    >
      <p>{what}</p>
      <div className="ex-secret">
        <input
          ref={field}
          className="code"
          readOnly
          value={secret}
          aria-label={title}
          data-testid="secret"
          onFocus={(event) => {
            event.target.select();
          }}
        />
        <button type="button" className="button" onClick={copy}>
          {t("secret.copy")}
        </button>
      </div>
      {copied && <p className="ex-done">{t(`secret.${copied}`)}</p>}
      <p className="muted">{t("secret.once")}</p>
      <div className="dialog-buttons">
        <button type="button" className="button strong" onClick={onClose}>
          {t("secret.close")}
        </button>
      </div>
    </Dialog>
  );
}
