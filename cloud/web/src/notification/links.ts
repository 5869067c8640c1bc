/** Addresses of the pages of notification. */

import { hrefOf, type Filters } from "../shell/route";

const at = (page: string) => ["notification", page] as const;

export const channelsHref = () => hrefOf(at("channels"));
export const channelHref = (id: number | "new") => hrefOf([...at("channels"), id]);
export const editChannelHref = (id: number) => hrefOf([...at("channels"), id, "edit"]);
export const peopleHref = () => hrefOf(at("people"));
export const personHref = (id: number | "new") => hrefOf([...at("people"), id]);
export const rulesHref = () => hrefOf(at("rules"));
export const ruleHref = (id: number | "new") => hrefOf([...at("rules"), id]);
export const messagesHref = (filters: Filters = {}) => hrefOf(at("messages"), filters);
export const messageHref = (id: number) => hrefOf([...at("messages"), id]);
