import { useEffect, useRef, useState } from "react";

const CHANNEL = "steppewatch-dispatch";

interface Said {
  incident: number | null;
}

/**
 * Which incident is looked at, in every window of this computer that follows: the desk on one screen, the map on
 * another, one incident on a third. A window that does not follow keeps its own.
 */
export function useFollow(begin: number | null): {
  selected: number | null;
  select: (incident: number | null) => void;
  follows: boolean;
  setFollows: (follows: boolean) => void;
} {
  const [selected, setSelected] = useState(begin);
  const [follows, setFollows] = useState(true);
  const channel = useRef<BroadcastChannel | null>(null);
  useEffect(() => {
    if (!follows) return;
    const opened = new BroadcastChannel(CHANNEL);
    channel.current = opened;
    opened.onmessage = (event: MessageEvent<Said>) => {
      const said: unknown = event.data.incident;
      if (said === null || Number.isSafeInteger(said)) setSelected(said as number | null);
    };
    return () => {
      channel.current = null;
      opened.close();
    };
  }, [follows]);
  return {
    selected,
    select: (incident) => {
      setSelected(incident);
      channel.current?.postMessage({ incident } satisfies Said);
    },
    follows,
    setFollows,
  };
}
