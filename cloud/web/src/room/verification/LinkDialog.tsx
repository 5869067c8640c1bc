import { useMemo, useRef, useState } from "react";
import { generate } from "lean-qr";

import { giveLink } from "../../api/client";
import type { Alarm, VerificationLink } from "../../api/types";
import { useAnnounced } from "../../hooks/useAnnouncement";
import { Dialog } from "../../components/Dialog";
import { RoomField, RoomForm } from "../RoomForm";
import { useRoomWords } from "../useRoomWords";
import { isLoopback, siteAddress } from "./address";

const MINUTES = [15, 30, 60] as const;

/** A square of modules as one path; dark on light whatever the theme, as readers expect it. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const code = generate(text);
    let path = "";
    for (let y = 0; y < code.size; y += 1) {
      for (let x = 0; x < code.size; x += 1) if (code.get(x, y)) path += `M${x} ${y}h1v1h-1z`;
    }
    return { size: code.size, path };
  }, [text]);
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`-4 -4 ${size + 8} ${size + 8}`} data-testid="qr">
      <rect x={-4} y={-4} width={size + 8} height={size + 8} fill="#ffffff" />
      <path d={path} fill="#000000" shapeRendering="crispEdges" />
    </svg>
  );
}

function Given({ link, onClose }: { link: VerificationLink; onClose: () => void }) {
  const { t, moment } = useRoomWords();
  const [copied, setCopied] = useState<"copied" | "by_hand" | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const address = link.address ?? siteAddress(window.location, link.token);
  const copy = () => {
    field.current?.select();
    // Without TLS a browser has no clipboard to give: then the text is chosen, ready for Ctrl+C.
    const copying: Promise<void> =
      "clipboard" in navigator ? navigator.clipboard.writeText(address) : Promise.reject(new Error("none"));
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
      <p>{t("link.given", { person: link.person, time: moment(link.expires_at) })}</p>
      <QrCode text={address} label={t("link.qr")} />
      <div className="link-text">
        <input
          ref={field}
          className="code"
          readOnly
          value={address}
          aria-label={t("link.address")}
          data-testid="link-address"
          onFocus={(event) => {
            event.target.select();
          }}
        />
        <button type="button" className="button" onClick={copy}>
          {t("link.copy")}
        </button>
      </div>
      {isLoopback(address) && (
        <p className="hint" data-testid="link-loopback">
          {t("link.loopback")}
        </p>
      )}
      <p className="hint" role="status">
        {copied ? t(`link.${copied}`) : t("link.once")}
      </p>
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
