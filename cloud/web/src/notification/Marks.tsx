import { Icon, type IconName } from "../components/Icon";
import { useNow } from "../hooks/useNow";
import { Moment } from "../operator/works/Moment";
import { healthOf, type Channel, type ChannelHealth, type Message, type MessageState } from "./api";
import { useNotificationWords } from "./useNotificationWords";

const HEALTH_ICON: Record<ChannelHealth, IconName> = {
  good: "check",
  failing: "cross",
  paused: "clock",
  dropping: "cross",
  off: "dashes",
};

/** How a channel does: a shape and a word, and until when it rests. */
export function HealthMark({ channel }: { channel: Channel }) {
  const { t } = useNotificationWords();
  const health = healthOf(channel, useNow(0));
  return (
    <span className="ex-delivery">
      <span className="link-state" data-link={health === "good" ? "online" : health === "paused" ? "waiting" : "silent"}>
        <Icon name={HEALTH_ICON[health]} />
        {t(`health.${health}`)}
      </span>
      {health === "paused" && (
        <span className="muted">
          <Moment at={channel.paused_until} />
        </span>
      )}
    </span>
  );
}

const STATE_ICON: Record<MessageState, IconName> = {
  queued: "clock",
  sent: "check",
  delivered: "check",
  failed: "cross",
  "given-up": "cross",
  dropped: "cross",
};

/** What became of a message so far. */
export function MessageMark({ message }: { message: Message }) {
  const { t } = useNotificationWords();
  const { state, tries, next_at } = message;
  const link = state === "queued" ? "waiting" : state === "sent" || state === "delivered" ? "online" : "silent";
  return (
    <span className="ex-delivery">
      <span className="link-state" data-link={link}>
        <Icon name={STATE_ICON[state]} />
        {t(state === "queued" && tries > 0 ? "state.retrying" : `state.${state}`)}
      </span>
      {state === "queued" && next_at !== null && (
        <span className="muted">
          <Moment at={next_at} />
        </span>
      )}
    </span>
  );
}
