import { Icon } from "../../components/Icon";
import { useAccessWords } from "../useAccessWords";
import type { Device } from "./api";

/** Whether a device can be asked something now: a shape and a word. */
export function LinkOf({ device }: { device: Device }) {
  const { t } = useAccessWords();
  const state = !device.enabled ? "disabled" : device.connected ? "connected" : "away";
  return (
    <span className="link-state" data-link={state === "connected" ? "online" : state === "away" ? "silent" : "never"}>
      <Icon name={state === "connected" ? "check" : state === "away" ? "cross" : "question"} />
      {t(`device_link.${state}`)}
    </span>
  );
}
