import "../../styles/site.css";
import "../../styles/inspect.css";
import "../../styles/crew.css";

import { useEffect, useSyncExternalStore, type ReactNode } from "react";

import { Icon } from "../../components/Icon";
import { say } from "../../hooks/useDesk";
import { switchLanguage } from "../../i18n/language";
import { languageOf } from "../../i18n/languages";
import { useNamespace } from "../../i18n/useNamespace";
import { keepPage } from "../../inspect/offline";
import { speaker } from "../../sound/speaker";
import type { Duty } from "../useDuty";

interface Props {
  title: string;
  name: string | null;
  duty: Duty<unknown>;
  /** Something here wants to be heard. */
  calls: boolean;
  wide?: boolean;
  children: ReactNode;
}

/** What every page of a crew has around it: whose it is, sound, language, and whether there is a line. */
export function Frame({ title, name, duty, calls, wide = false, children }: Props) {
  const { t, language, clock } = useNamespace("crew");
  const sound = useSyncExternalStore(speaker.subscribe, speaker.state);
  useEffect(() => {
    document.title = `${name ?? title} · 草原哨`;
  }, [name, title]);
  useEffect(() => {
    void keepPage();
  }, []);
  useEffect(() => {
    speaker.claim("crew", calls ? "fire" : null);
    return () => {
      speaker.claim("crew", null);
    };
  }, [calls]);
  const ended = duty.ended && (say({ zh: duty.ended.message_zh, en: duty.ended.message_en }, language) || t("ended"));
  return (
    <main className="site inspect crew" lang={languageOf(language).tag} data-wide={wide || undefined} data-testid="crew">
      <header className="site-head">
        <p>
          <strong lang="zh-CN">草原哨</strong> <span className="muted">{title}</span>
        </p>
        <p className="crew-tools">
          <button type="button" className="button" aria-pressed={sound === "on"} onClick={speaker.toggle}>
            <Icon name={sound === "on" ? "sound" : "mute"} /> {sound === "on" ? t("sound_on") : t("sound_off")}
          </button>
          <button type="button" className="button quiet" data-testid="language" onClick={switchLanguage}>
            {t("language")}
          </button>
        </p>
      </header>
      {ended ? (
        <>
          {duty.told === null && <h1>{title}</h1>}
          <p className="site-away" role="alert">
            <Icon name="cross" /> {ended}
          </p>
        </>
      ) : (
        duty.away && (
          <p className="site-away" role="status" data-testid="away">
            <Icon name="cross" /> {t("away")} {duty.at !== null && t("as_of", { time: clock(duty.at) })}
          </p>
        )
      )}
      {duty.told === null && !ended && <p className="site-note">{t("loading")}</p>}
      {children}
    </main>
  );
}

/** A page that was opened without a link. */
export function NoLink({ title }: { title: string }) {
  const { t, language } = useNamespace("crew");
  return (
    <main className="site crew" lang={languageOf(language).tag}>
      <h1>{title}</h1>
      <p className="site-note">{t("no_link")}</p>
      <button type="button" className="button quiet" onClick={switchLanguage}>
        {t("language")}
      </button>
    </main>
  );
}
