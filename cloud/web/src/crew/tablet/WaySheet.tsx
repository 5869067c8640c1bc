import { useNamespace } from "../../i18n/useNamespace";
import type { Route } from "../api";
import { far, lasting } from "../figures";
import { stepAt } from "../states";

/** Turn by turn: the step that is being driven in big letters, then the rest. */
export function WaySheet({ route }: { route: Route }) {
  const { t, language, speak } = useNamespace("crew");
  const at = stepAt(route.steps, route.metres, route.left_m);
  const next = route.steps[Math.min(at + 1, route.steps.length - 1)];
  return (
    <section aria-label={t("way")} data-testid="way">
      {route.kind === "straight" ? (
        <p className="site-away">{route.steps[0] && speak(route.steps[0].words)}</p>
      ) : (
        next && (
          <p className="crew-next" aria-live="polite">
            <span className="crew-arrow" data-manoeuvre={next.manoeuvre} aria-hidden="true" />
            {speak(next.words)}
          </p>
        )
      )}
      {route.off_route && <p className="site-away">{t("off_route")}</p>}
      {route.cause !== "order" && <p className="muted">{t("rerouted")}</p>}
      <details>
        <summary>{t("all_steps", { count: route.steps.length })}</summary>
        <ol className="crew-lines">
          {route.steps.map((step, index) => (
            <li key={`${index}${step.manoeuvre}`} aria-current={index === at ? "step" : undefined}>
              <span>{speak(step.words)}</span>{" "}
              {step.metres > 0 && (
                <span className="num muted">
                  {far(step.metres, language)} · {lasting(step.seconds, language)}
                </span>
              )}
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}
