import type { OnuFacts } from '../onu/onu-facts.ts';
import { wordsFor } from '../onu/onu-facts.ts';
import type { ExpectedStay, UispShown } from './drift-facts.ts';
import type { Found } from './drift-found.ts';
import { shownName } from './shown-name.ts';

/** The unit's ONU: the same one, on its site, under its name? Offline is none of this. */
export function onuDrift(stay: ExpectedStay, shown: UispShown, names: ReadonlySet<string>): Found[] {
  const { onuId, siteId } = stay;
  if (onuId === null || siteId === null) return [];
  const own = shown.onus.get(onuId);
  const replacement = replacedBy(stay, shown);
  if (replacement !== undefined) return [replaced(stay, own, replacement)];
  if (own?.siteId !== siteId) return [moved(stay, own, shown)];
  return isRenamed(stay, own) ? [renamed(stay, own, names)] : [];
}

/** The only other ONU on the site, active, while ours is away: disconnected, off the site or no longer listed. */
function replacedBy({ onuId, siteId }: ExpectedStay, { onus }: UispShown): OnuFacts | undefined {
  const own = onus.get(onuId ?? '');
  const isAway = own === undefined || own.siteId !== siteId || own.status === 'disconnected';
  if (!isAway) return undefined;
  const [other, ...more] = [...onus.values()].filter((onu) => onu.siteId === siteId && onu.id !== onuId);
  return other?.status === 'active' && more.length === 0 ? other : undefined;
}

function replaced({ onuId, unit, onuName }: ExpectedStay, own: OnuFacts | undefined, other: OnuFacts): Found {
  const before = own === undefined ? `the ONU ${onuId}` : wordsFor(own);
  return {
    kind: 'onu-replaced',
    where: 'ONU',
    before,
    after: wordsFor(other),
    why: `Unit ${unit}: ${wordsFor(other)} is active on its site, and ${before} is ${own === undefined ? 'gone' : own.status === 'disconnected' ? 'disconnected' : 'off the site'}.`,
    todo: `Approve to make it the unit's ONU, named ${onuName}; the old one leaves the site. If the ONU table names the old one, correct it first.`,
    id: onuId ?? '',
    otherId: other.id,
  };
}

function moved({ onuId, unit, siteName }: ExpectedStay, own: OnuFacts | undefined, { sites }: UispShown): Found {
  const what = own === undefined ? `the ONU ${onuId}` : wordsFor(own);
  const isOnSite = own !== undefined && own.siteId !== null && sites.has(own.siteId);
  const after = own === undefined ? 'not listed in UISP' : isOnSite ? 'on another site' : 'on no site';
  return {
    kind: 'onu-moved',
    where: 'ONU',
    before: `on "${siteName}"`,
    after,
    why: `Unit ${unit}: ${what} should be on its site, and is ${after}.`,
    todo: `Approve to put it back, unless it is on another unit's site; or correct it in UISP.`,
    id: onuId ?? '',
    isRepairable: own !== undefined,
  };
}

/** An ONU that is away keeps showing an old name, whatever was written (contracts/uisp-nms.md §3.3). */
function isRenamed({ onuName, isNameAwaited }: ExpectedStay, own: OnuFacts): boolean {
  return own.name !== onuName && !isNameAwaited && own.status !== 'disconnected';
}

function renamed({ onuName, unit }: ExpectedStay, own: OnuFacts, names: ReadonlySet<string>): Found {
  const after = shownName(own.name, names);
  return {
    kind: 'onu-renamed',
    where: 'ONU',
    before: `"${onuName}"`,
    after,
    why: `Unit ${unit}: ${wordsFor(own)} should be called ${onuName}, and was given ${after} in UISP.`,
    todo: `Approve to name it ${onuName} again, or rename it in UISP.`,
    id: own.id,
  };
}
