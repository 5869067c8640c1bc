import { useEffect } from "react";

import { CutNote } from "../CutNote";
import { useDispatchWords } from "../useDispatchWords";
import { useFollow } from "../useFollow";
import { incidentHref } from "../links";
import { goTo } from "../../shell/useRoute";
import { FollowSwitch } from "../FollowSwitch";
import { IncidentPane } from "./IncidentPane";

const nothing = () => undefined;

/** One incident in a window of its own; it follows what the desk chooses. */
export function IncidentPage({ number }: { number: number }) {
  const { t } = useDispatchWords();
  const { selected, follows, setFollows } = useFollow(number);
  useEffect(() => {
    document.title = t("incident.page", { number });
  }, [t, number]);
  useEffect(() => {
    if (selected !== null && selected !== number) goTo(incidentHref(selected));
  }, [selected, number]);
  return (
    <main className="op-page dp-alone">
      <CutNote />
      <FollowSwitch follows={follows} onFollow={setFollows} />
      <IncidentPane
        number={number}
        eager={false}
        alone
        onProposal={nothing}
        onOther={(other) => {
          goTo(incidentHref(other));
        }}
      />
    </main>
  );
}
