import { createContext, useContext } from "react";

/** Who looks at the page and what they may, as far as the page needs it. */
export interface Me {
  account_id: number | null;
  name: string;
  permissions: readonly string[];
  areas: readonly string[];
  organisations: readonly number[];
}

/** Null: the centre did not say, so that only the control room is shown. */
export const MeContext = createContext<Me | null>(null);

export const useMe = () => useContext(MeContext);

export const may = (me: Me | null, permission: string) => me?.permissions.includes(permission) ?? false;

/** Whether anything beyond the control room is theirs to see. */
export function useMay(permission: string): boolean {
  return may(useMe(), permission);
}
