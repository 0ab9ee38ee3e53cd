import { Refusal, type RefusalDetails } from "#base/refusal.ts";

/** Why a file cannot be read at all. */
export const fileReasons = [
  "file_empty",
  "file_without_rows",
  "file_is_pdf",
  "file_is_image",
  "file_is_archive",
  "file_is_web_page",
  "file_is_xml",
  "file_is_old_excel",
  "file_is_encrypted",
  "file_is_open_document",
  "file_not_text",
  "file_broken",
  "unpacks_too_large",
  "too_many_columns",
  "too_many_rows",
  "line_too_long",
  "json_not_a_list",
  "sheet_missing",
] as const;
export type FileReason = (typeof fileReasons)[number];

/** Why one row of a file cannot be read, or a value of it cannot be taken. */
export const rowReasons = [
  "row_too_long",
  "cell_too_long",
  "quote_not_closed",
  "too_many_cells",
  "too_few_cells",
  "row_is_header",
  "row_is_total",
  "json_broken",
  "json_not_an_object",
  "date_unknown",
  "date_impossible",
  "date_order_unlike",
  "amount_unknown",
  "amount_unclear",
  "currency_unknown",
] as const;
export type RowReason = (typeof rowReasons)[number];

/** Why a row that can be read becomes nothing by the plan. */
export const itemReasons = [
  "kind_unknown",
  "date_in_future",
  "email_unknown",
  "closed_without_date",
  "closed_before_opened",
  "stage_unknown",
  "negative_amount",
  "amount_too_large",
  "nobody_named",
  "name_missing",
  "time_missing",
  "order_id_missing",
  "order_not_placed",
  "order_without_value",
  "row_double",
  "deal_unknown",
  "event_not_understood",
] as const;
export type ItemReason = (typeof itemReasons)[number];

/** What stops a file. It is kept with the file and worded under `imports:reasons`, and never is the answer to a request. */
export function unreadable(reason: FileReason, details: RefusalDetails = {}): Refusal {
  return new Refusal("invalid", reason, details);
}
