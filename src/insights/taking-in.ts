import { sql, type RawBuilder } from "kysely";

const mostWaiting = 500;

/**
 * Whether a past is being taken in just now (a demo shop, files, a shop's past, a queue of events), as a condition on the table `workspace`: of a
 * history that is half there, the newest weeks look as if everything had stopped, so nobody is alarmed and no forecast is kept meanwhile.
 */
export function isTakingIn(): RawBuilder<boolean> {
  return sql<boolean>`(
    workspace.demo is not null and workspace.demo->>'liveSinceMs' is null
    or exists (select 1 from import i where i.workspace_id = workspace.id and i.state in ('running', 'cancelling', 'undoing'))
    or exists (select 1 from source_past p where p.workspace_id = workspace.id and p.state = 'running')
    or (select count(*) from (select 1 from inbound b where b.workspace_id = workspace.id and b.status = 'waiting' limit ${mostWaiting}) waits) = ${mostWaiting}
  )`;
}
