import { useEffect } from "react";

import { useData } from "../../operator/useData";
import { Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import type { DeliveryDetail } from "../api";
import { deliveryHref } from "../links";
import { useExchangeWords } from "../useExchangeWords";
import { DeliveryMark, LastAnswer } from "./Marks";

const LOOK_MS = 1_000;

/** What becomes of a test that was just sent, followed until it has been tried. */
export function TestResult({ id, onSettled }: { id: number; onSettled: () => void }) {
  const { t } = useExchangeWords();
  const loaded = useData<DeliveryDetail>(`/deliveries/${id}`, {}, LOOK_MS);
  const delivery = loaded.data;
  const state = delivery?.state;
  useEffect(() => {
    if (state !== undefined && state !== "waiting") onSettled();
    // Once, when it is settled; what is done then changes with every look.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [state]);
  return (
    <Panel title={t("test.title")}>
      <div className="ex-text" role="status" data-testid="test-result">
        {delivery ? (
          <>
            <DeliveryMark delivery={delivery} /> {delivery.tries > 0 ? <LastAnswer delivery={delivery} /> : t("test.waiting")}{" "}
            <a href={deliveryHref(id)}>{t("deliveries.look")}</a>
          </>
        ) : (
          <State loaded={loaded} />
        )}
      </div>
    </Panel>
  );
}
