import type { RefusalKind } from "#base/refusal.ts";

/**
 * Every code an answer may carry, with its kind and its English sentence. `docs/errors.md` is written from this table, and a test
 * holds it equal to what the code refuses.
 */
export const messages: Record<string, readonly [RefusalKind | "internal", string]> = {
  internal: ["internal", "Something went wrong on our side. The request id finds it in the log."],
  unavailable: ["unavailable", "The database is away for a moment; try again shortly."],
  starting: ["unavailable", "Sluice is starting."],
  invalid_json: ["invalid", "The body is not valid JSON."],
  invalid_text: ["invalid", "A text holds characters that cannot be stored (NUL or half of a surrogate pair)."],
  number_out_of_range: ["invalid", "A number is larger than what can be stored."],
  invalid_request: ["invalid", "The request is not as the API describes it; details name the places."],
  request_too_large: ["too_large", "The request is too large."],
  unknown_route: ["missing", "There is nothing at this address."],
  sign_in_required: ["unauthenticated", "Sign in first."],
  not_allowed: ["forbidden", "Your role does not allow this."],
  workspace_not_found: ["missing", "There is no such workspace, or it is not yours."],
  wrong_token: ["unauthenticated", "This token opens nothing (any more)."],
  wrong_password: ["unauthenticated", "E-mail and password do not belong together."],
  too_many_attempts: ["too_many", "Too many failed attempts; wait a little."],
  unknown_currency: ["invalid", "This is no currency code of ISO 4217."],
  not_a_day: ["invalid", "A day is written as YYYY-MM-DD."],
  not_an_instant: ["invalid", "An instant is written in ISO 8601 with an offset, a day as YYYY-MM-DD."],
  rate_out_of_range: ["invalid", "An exchange rate is a number between a billionth and a billion."],
  pipeline_missing: ["missing", "There is no such pipeline."],
  stage_missing: ["missing", "The pipeline has no such stage."],
  too_many_pipelines: ["conflict", "There are as many pipelines as a workspace may have; archive one first."],
  foreign_origin: ["forbidden", "This request came from another website."],
};
