export { pastOf, type Moment } from "#ledger/moment.ts";
