/** Where each figure leads: the list of the records behind it. */

import { hrefOf, type Filters } from "../shell/route";

export const areaHref = (area: string, more: Filters = {}) => hrefOf(["fleet"], { area, ...more });
export const gatewaysHref = (filters: Filters) => hrefOf(["fleet", "gateways"], filters);
export const organisationsHref = (filters: Filters) => hrefOf(["fleet", "organisations"], filters);
export const qualityHref = (filters: Filters) => hrefOf(["fleet", "quality"], filters);
export const alarmsHref = (filters: Filters) => hrefOf(["fleet", "alarms"], filters);
export const worstHref = (filters: Filters) => hrefOf(["fleet", "worst"], filters);
export const lettersHref = (filters: Filters) => hrefOf(["fleet", "dead-letters"], filters);
export const flowHref = (filters: Filters) => hrefOf(["fleet", "flow"], filters);
export const coverageHref = (filters: Filters) => hrefOf(["fleet", "coverage"], filters);
export const registryHref = (filters: Filters) => hrefOf(["registry"], filters);
export const organisationHref = (id: number) => hrefOf(["organisation", id]);
export const gatewayHref = (gateway: string) => hrefOf(["gateway", gateway]);
export const roomHref = (filters: Filters) => hrefOf(["room"], filters);
