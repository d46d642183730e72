/** Which leases of a unit count on a day, and whose turn it is (design §4, "Words" and "Lease state"). */
import type { ExpectedUisp, HouseholdNumber } from './expected-uisp.ts';
import type { KnownLease } from './known-leases.ts';

export function isWorkable({ state, row }: KnownLease): boolean {
  return (state === 'future' || state === 'active') && row.unit !== null && row.tenants.length > 0;
}

/** Of one household's leases: the active one that started last, else the future one that starts first. */
export function counting(leases: readonly KnownLease[]): KnownLease | undefined {
  const active = leases.filter(({ state }) => state === 'active').sort(byStart);
  const future = leases.filter(({ state }) => state === 'future').sort(byStart);
  return active.at(-1) ?? future[0];
}

/**
 * The lease that counts of each household that may have its turn in the unit, in order. Strangers who are active beside the one that
 * holds the unit are left out, unless they begin on its last day or later.
 */
export function turns(onUnit: readonly KnownLease[], uisp: ExpectedUisp): KnownLease[] {
  const workable = onUnit.filter(isWorkable);
  const refused = strangers(workable, uisp);
  const households = Map.groupBy(
    workable.filter((lease) => !refused.has(lease.household)),
    ({ household }) => household,
  );
  const chosen = [...households.values()].flatMap((leases) => counting(leases) ?? []);
  return chosen.sort((one, other) =>
    one.state === other.state ? byStart(one, other) : one.state === 'active' ? -1 : 1,
  );
}

function strangers(workable: readonly KnownLease[], uisp: ExpectedUisp): Set<HouseholdNumber> {
  const refused = new Set<HouseholdNumber>();
  let active = workable.filter(({ state }) => state === 'active').sort(byStart);
  for (;;) {
    const households = new Set(active.map(({ household }) => household));
    if (households.size < 2) return refused;
    const holder = holderOf([...households], active, uisp);
    const held = active.filter(({ household }) => household === holder);
    const others = active.filter(({ household }) => household !== holder);
    const next = others.filter(({ row }) =>
      held.every((lease) => lease.row.end !== null && row.start >= lease.row.end),
    );
    for (const lease of others) if (!next.includes(lease)) refused.add(lease.household);
    active = next;
  }
}

/** Whoever has the service, else a client already; else whoever starts first. */
function holderOf(
  households: readonly HouseholdNumber[],
  active: readonly KnownLease[],
  uisp: ExpectedUisp,
): HouseholdNumber | undefined {
  const unit = active[0]?.row.unit ?? '';
  return (
    households.find((one) => uisp.liveOf(one, unit) !== undefined) ??
    households.find((one) => uisp.clients.has(one)) ??
    active[0]?.household
  );
}

function byStart(one: KnownLease, other: KnownLease): number {
  const [first, second] = [one.row.start, other.row.start];
  if (first !== second) return first < second ? -1 : 1;
  return one.row.uid < other.row.uid ? -1 : 1;
}
