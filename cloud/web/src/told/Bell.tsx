import { useState } from "react";

import { Dialog } from "../components/Dialog";
import { Icon } from "../components/Icon";
import { useSpeaker } from "../hooks/useSound";
import { speaker } from "../sound/speaker";
import type { Told } from "./api";
import type { ToldList } from "./useTold";
import { useToldWords } from "./useToldWords";
import { whereTo } from "./whereTo";

const QUIET = { text: "", urgent: false };

function Item({ told, unread, onGo }: { told: Told; unread: boolean; onGo: () => void }) {
  const { t, speak, stamp } = useToldWords();
  const { desk, href } = whereTo(told);
  return (
    <li data-unread={unread || undefined} data-kind={told.kind} data-testid="told-item">
      <p className="told-title">
        <strong>{speak(told.title)}</strong> {unread && <span className="alarm-state">{t("bell.unread")}</span>}
      </p>
      <p className="told-text">{speak(told.text)}</p>
      <p className="muted">
        <time className="num" dateTime={new Date(told.at).toISOString()}>
          {stamp(told.at)}
        </time>{" "}
        {!told.test && (
          <a href={href} onClick={onGo}>
            {t(`bell.${desk}`)}
          </a>
        )}
      </p>
    </li>
  );
}

/** How many notifications are not read, and all of them behind it. */
export function Bell({ told }: { told: ToldList }) {
  const { t, number } = useToldWords();
  const [open, setOpen] = useState(false);
  const first = told.unread.at(-1)?.change ?? Infinity;
  const close = () => {
    setOpen(false);
    told.read();
  };
  return (
    <>
      <button
        type="button"
        className="told-bell"
        data-testid="bell"
        data-unread={told.unread.length > 0 || undefined}
        aria-label={t("bell.open", { number: told.unread.length })}
        onClick={() => {
          setOpen(true);
          told.silence();
        }}
      >
        <Icon name="bell" />
        <span className="told-name">{t("bell.name")}</span>
        {told.unread.length > 0 && <span className="num told-count">{number(told.unread.length)}</span>}
      </button>
      {open && (
        <Dialog title={t("bell.title")} className="drawer" announcement={QUIET} onClose={close}>
          {told.items.length === 0 ? (
            <p className="muted">{t("bell.none")}</p>
          ) : (
            <ul className="told-list">
              {told.items.map((each) => (
                <Item key={each.change} told={each} unread={each.change >= first} onGo={close} />
              ))}
            </ul>
          )}
          <p className="muted">{t("bell.earlier")}</p>
          <div className="dialog-buttons">
            <button type="button" className="button strong" onClick={close}>
              {t(told.unread.length > 0 ? "bell.read" : "bell.close")}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** Whether the page may sound; said loudly where it may not, for a check would not be heard. */
export function SoundSwitch() {
  const { t } = useToldWords();
  const state = useSpeaker();
  const on = state === "on";
  return (
    <button
      type="button"
      className="told-bell"
      data-testid="told-sound"
      data-sound={state}
      aria-pressed={on}
      aria-label={t(`sound.${state}`)}
      title={t(on ? "sound.on_title" : "sound.off_title")}
      onClick={speaker.toggle}
    >
      <Icon name={on ? "sound" : "mute"} />
      {!on && <span className="told-name">{t(`sound.${state}`)}</span>}
    </button>
  );
}
