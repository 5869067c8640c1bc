import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

/** A text that is taken elsewhere: shown whole, copied by a key, and what became of that. */
export function CopyField({ label, text, testId }: { label: string; text: string; testId: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<"copied" | "by_hand" | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const copy = () => {
    field.current?.select();
    // Without TLS a browser has no clipboard to give: then the text is chosen, ready for Ctrl+C.
    const copying: Promise<void> =
      "clipboard" in navigator ? navigator.clipboard.writeText(text) : Promise.reject(new Error("none"));
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
    <>
      <div className="copy-field">
        <input
          ref={field}
          className="code"
          readOnly
          value={text}
          aria-label={label}
          data-testid={testId}
          onFocus={(event) => {
            event.target.select();
          }}
        />
        <button type="button" className="button" onClick={copy}>
          {t("secret.copy")}
        </button>
      </div>
      <p role="status" className={copied ? "copy-said" : "visually-hidden"}>
        {copied && t(`secret.${copied}`)}
      </p>
    </>
  );
}
