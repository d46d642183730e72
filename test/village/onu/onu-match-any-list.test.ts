import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onu } from '../leases.ts';
import fc from '../seeded.ts';
import { decide, onNeighbour, onOtherProperty, onParent, onStray, onUnit } from '../unit-101.ts';

test('whatever UISP lists: what is used is fitting and is not on another unit’s site, and the order of the list does not matter', () => {
  const place = fc.constantFrom({}, onUnit, onNeighbour, onStray, onParent, onOtherProperty);
  const facts = fc.record({
    place,
    name: fc.constantFrom('ubnt', 'ONU-101', 'ONU-102', null),
    status: fc.constantFrom('active', 'disconnected', null),
  });
  const table = fc.constantFrom('', '101,UBNT00000000,', '102,UBNT00000000,', '101,UBNT00000001,\n102,UBNT00000000,');
  fc.assert(
    fc.property(fc.array(facts, { maxLength: 4 }), table, (list, csv) => {
      const onus = list.map(({ place: at, name, status }, index) => onu(String(index), { ...at, name, status }));
      const decision = decide(onus, csv);
      if (decision.kind === 'use') {
        const used = onus.find(({ id }) => id === decision.onuId);
        assert.ok(used && used.siteId !== 'site-102' && used.siteId !== 'site-o');
        const byTable = csv.includes('101,') && csv.includes(`101,${used.serial}`);
        assert.ok(byTable || used.siteId === 'site-101' || used.name === 'ONU-101');
        const left = onus.filter(
          ({ id, siteId }) => id !== used.id && id !== decision.replace?.onuId && siteId === 'site-101',
        );
        assert.deepEqual(left, []);
      }
      const reversed = decide(onus.toReversed(), csv);
      assert.deepEqual(
        decision.kind === 'use' ? decision : decision.code,
        reversed.kind === 'use' ? reversed : reversed.code,
      );
    }),
    { numRuns: 3000 },
  );
});
