import type { ExpectedStay, UispShown } from './drift-facts.ts';
import type { Found } from './drift-found.ts';

/** The household's client: is it there, not archived, and does it bear its Custom ID? */
export function clientDrift(stay: ExpectedStay, { clients }: UispShown): Found | undefined {
  const { clientId, idents, unit } = stay;
  if (clientId === null) return undefined;
  const where = `client ${clientId}`;
  const client = clients.get(clientId);
  if (client === undefined) {
    return {
      kind: 'client-archived',
      where,
      before: 'there',
      after: 'gone',
      why: `Unit ${unit}: UISP lists client ${clientId} no more, not even among the archived ones.`,
      todo: `Was client ${clientId} deleted in UISP? Ask for support of this package with this line.`,
      id: String(clientId),
      isRepairable: false,
    };
  }
  if (client.isArchived) {
    return {
      kind: 'client-archived',
      where,
      before: 'not archived',
      after: 'archived',
      why: `Unit ${unit}: client ${clientId} was archived in UISP, though its lease goes on.`,
      todo: `Approve to restore client ${clientId}, or restore it in UISP.`,
      id: String(clientId),
    };
  }
  if (idents === null || (client.userIdent !== null && idents.includes(client.userIdent))) return undefined;
  return {
    kind: 'client-ident-changed',
    where,
    before: idents[0] ?? 'none',
    after: client.userIdent === null || client.userIdent === '' ? 'none' : 'another Custom ID',
    why: `Unit ${unit}: the Custom ID of client ${clientId}, by which it is found, was changed in UISP.`,
    todo: `In UISP, give client ${clientId} the Custom ID "${idents[0] ?? ''}" again.`,
    id: String(clientId),
  };
}
