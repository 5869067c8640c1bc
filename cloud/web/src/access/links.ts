/** Addresses of the pages for who and what may speak to the centre. */

import { hrefOf, type Filters } from "../shell/route";

export const certificatesHref = (filters: Filters = {}) => hrefOf(["registry", "certificates"], filters);

/** Where a fresh code is made for a gateway that is there already. */
export const freshCodeHref = (gateway: string, area: string, organisation: number | null = null) =>
  hrefOf(["registry", "codes"], { gateway, area, organisation });

const DEVICES = ["registry", "devices"] as const;

export const devicesHref = () => hrefOf(DEVICES);
export const deviceHref = (id: number) => hrefOf([...DEVICES, id]);
export const newDeviceHref = () => hrefOf([...DEVICES, "new"]);
export const editDeviceHref = (id: number) => hrefOf([...DEVICES, id, "edit"]);

const PUSHES = ["registry", "push"] as const;

export const pushesHref = () => hrefOf(PUSHES);
export const pushHref = (id: number) => hrefOf([...PUSHES, id]);
export const newPushHref = () => hrefOf([...PUSHES, "new"]);
export const editPushHref = (id: number) => hrefOf([...PUSHES, id, "edit"]);
