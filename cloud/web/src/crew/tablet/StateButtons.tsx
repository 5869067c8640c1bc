import { useNamespace } from "../../i18n/useNamespace";
import { BUTTONS, type Believed, type Button } from "../states";

/** The states of a run, each as big as a glove, always in the same place. */
export function StateButtons({ now, onTell }: { now: Believed; onTell: (signal: Button) => void }) {
  const { t } = useNamespace("crew");
  return (
    <div className="crew-states" role="group" aria-label={t("tell_state")}>
      {BUTTONS.map((signal) => (
        <button
          key={signal}
          type="button"
          className="site-button"
          data-signal={signal}
          disabled={!now.may.includes(signal)}
          onClick={() => {
            onTell(signal);
          }}
        >
          {t(`signal.${signal}`)}
        </button>
      ))}
    </div>
  );
}
