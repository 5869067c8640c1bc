/** What a refusal says of one field of a form. Pure. */

import type { ApiFault, Label } from "../api/types";

/**
 * The words for the field that is sent as `name`; null: the refusal is of another. What the centre found invalid is
 * said without the name of the parameter: it stands at its field.
 */
export function saidAt(fault: ApiFault | null, name: string): Label | null {
  const where = fault?.where;
  if (!fault || !where || !(where === `body.${name}` || where.startsWith(`body.${name}.`))) return null;
  const zh = fault.message_zh.replace(`参数 ${where} 无效:`, "");
  const en = fault.message_en.replace(`${where} is not valid: `, "");
  return { zh, en: en.charAt(0).toUpperCase() + en.slice(1) };
}
