import { useTranslation } from "react-i18next";

import type { SoundDesk } from "../hooks/useSound";
import { Icon } from "./Icon";

/** Whether the page can sound, and silence while it does. Off is said loudly: a mute control room must know it. */
export function SoundControl({ sound }: { sound: SoundDesk }) {
  const { t } = useTranslation();
  const on = sound.state === "on";
  return (
    <div className="sound-control" data-sound={sound.state} data-due={sound.due ?? undefined}>
      <button
        type="button"
        className={on ? "tool" : "tool attention"}
        aria-pressed={on}
        title={t(on ? "sound.on_title" : "sound.off_title")}
        onClick={sound.toggle}
      >
        <Icon name={on ? "sound" : "mute"} />
        <span>{t(`sound.${sound.state}`)}</span>
      </button>
      {on && sound.due && (
        <button
          type="button"
          className="tool attention"
          title={t("sound.silence_title")}
          onClick={sound.silence}
        >
          <Icon name="mute" />
          <span>{t("sound.silence")}</span>
        </button>
      )}
      {on && sound.silenced && <span className="tool-note">{t("sound.silenced")}</span>}
    </div>
  );
}
