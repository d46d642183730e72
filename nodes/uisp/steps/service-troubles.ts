/** What keeps a household's service from being taken or made, for a person. */
import { SyncError } from '../../sync-error.ts';
import type { CrmService } from '../ports.ts';
import type { StepContext } from './context.ts';
import { siteNameOf } from './site-match.ts';

/** SITE_OF_NEXT_HOUSEHOLD (trouble operator). */
export function siteOfNextHousehold({ work }: StepContext, { id, activeFrom }: CrmService): SyncError {
  return new SyncError(
    `Unit ${work.unit.label}: its site is bound to service ${id}, which begins only on ${activeFrom ?? 'a later day'}.`,
    {
      code: 'SITE_OF_NEXT_HOUSEHOLD',
      trouble: 'operator',
      hint: `In UISP, unbind service ${id} from the site; bind it again when the household before it has moved out.`,
    },
  );
}

/** SERVICE_AMBIGUOUS (trouble operator), naming the ids. */
export function serviceAmbiguous({ work }: StepContext, services: readonly CrmService[]): SyncError {
  const ids = services.map(({ id }) => id).join(', ');
  return new SyncError(`Unit ${work.unit.label}: services ${ids} of one client could all be this unit's.`, {
    code: 'SERVICE_AMBIGUOUS',
    trouble: 'operator',
    hint: 'In UISP, bind the right one to the site of this unit, or end the others.',
  });
}

/** SERVICE_ELSEWHERE (trouble operator), naming the unit and both ids. */
export function serviceElsewhere(context: StepContext, { id, clientId }: CrmService): SyncError {
  const { label } = context.work.unit;
  return new SyncError(`Unit ${label}: service ${id} of client ${clientId} is bound to another site.`, {
    code: 'SERVICE_ELSEWHERE',
    trouble: 'operator',
    hint: `In UISP, bind service ${id} to the site "${siteNameOf(context, context.work)}".`,
  });
}
