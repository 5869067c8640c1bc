/** Addresses of the pages for what goes out and what could not come in. */

import { hrefOf, type Filters } from "../shell/route";

const LETTERS = ["fleet", "dead-letters"] as const;
const WEBHOOKS = ["exchange", "webhooks"] as const;

export const lettersHref = (filters: Filters = {}) => hrefOf(LETTERS, filters);
export const letterHref = (id: number, filters: Filters = {}) => hrefOf([...LETTERS, id], filters);
export const webhooksHref = () => hrefOf(WEBHOOKS);
export const webhookHref = (id: number, filters: Filters = {}) => hrefOf([...WEBHOOKS, id], filters);
export const newWebhookHref = () => hrefOf([...WEBHOOKS, "new"]);
export const editWebhookHref = (id: number) => hrefOf([...WEBHOOKS, id, "edit"]);
export const deliveriesHref = () => hrefOf(["exchange", "deliveries"]);
export const deliveryHref = (id: number) => hrefOf(["exchange", "deliveries", id]);
export const budgetsHref = (filters: Filters = {}) => hrefOf(["exchange", "budgets"], filters);
export const budgetHref = (organisation: number) => hrefOf(["exchange", "budgets", organisation]);
