import { useTranslation } from "react-i18next";

import type { CloudHealth } from "../api/types";
import { useDesk, useSay } from "../hooks/useDesk";
import type { SoundDesk } from "../hooks/useSound";
import { switchLanguage } from "../i18n/language";
import { THEME_ICON, useTheme } from "../preferences/useTheme";
import { Icon } from "./Icon";
import { KindCounts } from "./KindCounts";
import { SoundControl } from "./SoundControl";
import { WallClock } from "./WallClock";

interface Props {
  seat: string;
  sound: SoundDesk;
  health: CloudHealth | null;
  onJump: (kind: string) => void;
  onSeat: () => void;
  onHelp: () => void;
  onLetters: () => void;
  onWorks: () => void;
}

function Brand() {
  const { t } = useTranslation();
  const { state } = useDesk();
  const speak = useSay();
  const [gateway] = state.gateways.values();
  return (
    <div className="brand">
      <svg className="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path className="brand-land" d="M3 25c5-4.500 8.500-5.500 13-5.500s8 1 13 5.500" />
        <path className="brand-mast" d="M16 19.500V11" />
        <circle className="brand-light" cx="16" cy="7.500" r="3" />
      </svg>
      <h1>
        <span className="brand-name">
          <span lang="zh-CN">{t("product.name")}</span> <span lang="en">{t("product.latin")}</span>
        </span>
        <span className="brand-building">
          {gateway ? speak(gateway.building) || t("header.building_unknown") : t("header.building_unknown")}
          <span className="muted"> · {t("product.room")}</span>
        </span>
      </h1>
    </div>
  );
}

/** Where one is, what time it is, how many alarms of which kind, and the desk's own switches. */
export function Header({ seat, sound, health, onJump, onSeat, onHelp, onLetters, onWorks }: Props) {
  const { t } = useTranslation();
  const { theme, nextTheme } = useTheme();
  const refused = health?.counts.quarantined;
  return (
    <header className="header">
      <Brand />
      <KindCounts onJump={onJump} />
      <div className="tools">
        <SoundControl sound={sound} />
        <button
          type="button"
          className="tool"
          title={t("header.seat_title")}
          onClick={onSeat}
          data-testid="seat"
        >
          <Icon name="person" />
          <span className="tool-word">{seat || t("header.seat_unset")}</span>
        </button>
        <button
          type="button"
          className="tool"
          data-testid="dead-letters"
          data-some={(refused ?? 0) > 0 || undefined}
          title={t("header.dead_letters_title")}
          onClick={onLetters}
        >
          <Icon name="letter" />
          <span className="tool-word">{t("header.dead_letters")}</span>
          <span className="num">{refused ?? t("header.dead_letters_unknown")}</span>
        </button>
        <button type="button" className="tool" data-testid="works" title={t("header.works_title")} onClick={onWorks}>
          <Icon name="wrench" />
          <span className="tool-word">{t("header.works")}</span>
        </button>
        <button
          type="button"
          className="tool icon-only"
          title={t(`header.theme_${theme}`)}
          aria-label={`${t("header.theme_title")} (${t(`header.theme_${theme}`)})`}
          data-testid="theme"
          onClick={nextTheme}
        >
          <Icon name={THEME_ICON[theme]} />
        </button>
        <button
          type="button"
          className="tool"
          title={t("header.language_title")}
          data-testid="language"
          onClick={switchLanguage}
        >
          <Icon name="language" />
          <span className="tool-word">{t("header.language")}</span>
        </button>
        <button
          type="button"
          className="tool icon-only keyboard"
          title={t("header.help_title")}
          aria-label={t("header.help")}
          data-testid="help"
          onClick={onHelp}
        >
          <span aria-hidden="true">?</span>
        </button>
      </div>
      <WallClock />
    </header>
  );
}
