import { Icon, type IconName } from "../../components/Icon";
import { Moment } from "../../operator/works/Moment";
import { healthOf, type Delivery, type Webhook } from "../api";
import { useExchangeWords } from "../useExchangeWords";

const HEALTH_ICON = { good: "check", failing: "cross", off: "dashes", ended: "cross" } as const;

/** How a webhook stands: a shape and a word. */
export function HealthMark({ webhook }: { webhook: Webhook }) {
  const { t } = useExchangeWords();
  const health = healthOf(webhook);
  return (
    <span className="link-state" data-link={health === "good" ? "online" : "silent"}>
      <Icon name={HEALTH_ICON[health]} />
      {t(`health.${health}`)}
    </span>
  );
}

const STATE_ICON: Record<Delivery["state"], IconName> = { waiting: "clock", delivered: "check", dead: "cross" };

/** What became of a delivery so far. */
export function DeliveryMark({ delivery }: { delivery: Delivery }) {
  const { t } = useExchangeWords();
  const { state, tries, next_at } = delivery;
  return (
    <span className="ex-delivery">
      <span className="link-state" data-link={state === "delivered" ? "online" : state}>
        <Icon name={STATE_ICON[state]} />
        {t(state === "waiting" && tries > 0 ? "delivery.retrying" : `delivery.${state}`)}
      </span>
      {state === "waiting" && tries > 0 && next_at !== null && (
        <span className="muted">
          <Moment at={next_at} />
        </span>
      )}
    </span>
  );
}

/** What the receiver said last: its status and the beginning of its answer. */
export function LastAnswer({ delivery }: { delivery: Delivery }) {
  const { t } = useExchangeWords();
  const { status, answer, tries, took_ms } = delivery;
  if (tries === 0) return <span className="muted">{t("delivery.untried")}</span>;
  const bad = status === null || status < 200 || status >= 300;
  return (
    <span className="ex-reason">
      <span data-bad={bad || undefined}>{status ?? t("delivery.no_answer")}</span>{" "}
      {took_ms !== null && <span className="muted num">{took_ms} ms</span>}{" "}
      {answer && <span className="code muted">{answer}</span>}
    </span>
  );
}
