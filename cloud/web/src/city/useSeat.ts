import { useState } from "react";

import { recall, remember } from "../preferences/storage";
import { useMe } from "../shell/useMe";

export interface Seat {
  name: string;
  /** Whoever has logged in acts in their own name and cannot change it. */
  fixed: boolean;
  save: (name: string) => void;
}

/** Who sits here: the account, or the name that is kept on this computer. */
export function useSeat(): Seat {
  const me = useMe();
  const [typed, setTyped] = useState(() => recall("seat") ?? "");
  const account = me !== null && me.account_id !== null ? me.name : null;
  return {
    name: account ?? typed,
    fixed: account !== null,
    save: (name) => {
      setTyped(name);
      remember("seat", name);
    },
  };
}
