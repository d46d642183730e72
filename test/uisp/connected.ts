/** A simulated UISP and our clients connected to it, for the tests of this folder. */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type ConnectionExtras, connectUisp, type UispConnection } from '../../nodes/uisp/connection.ts';
import { type UispServerSettings, uispServerSettings } from '../../nodes/uisp/uisp-server-settings.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../simulator/simulator.ts';

export interface Connected extends UispConnection {
  readonly simulator: Simulator;
  readonly settings: UispServerSettings;
}

/** Starts it; at the test's end the contracts must have had no objection. Reads are not retried, so that counts are exact. */
export async function connected(
  t: TestContext,
  options: SimulatorOptions = {},
  {
    fields = {},
    secrets = {},
    extras = {},
    objections = [],
  }: {
    fields?: object;
    secrets?: object;
    extras?: ConnectionExtras;
    /** What the contracts object to, where a test sends something wrong on purpose. */
    objections?: readonly string[];
  } = {},
): Promise<Connected> {
  const simulator = await startSimulator({ village: 'empty', units: 6, ...options });
  const settings = uispServerSettings(
    { host: simulator.uisp.url, parentSiteId: simulator.uisp.parentSiteId, ...fields },
    { crmKey: simulator.uisp.crmKey, nmsKey: simulator.uisp.nmsToken, ...secrets },
  );
  const connection = connectUisp(settings, { retryPausesMs: [], ...extras });
  t.after(async () => {
    connection.close();
    await simulator.stop();
    assert.deepEqual(simulator.contractProblems(), objections);
  });
  return { ...connection, simulator, settings };
}

export const newClient = {
  userIdent: 'innago:t-1',
  firstName: 'Ann',
  lastName: 'Leeson',
  street1: '400 Village Drive',
  street2: 'Unit 101',
  city: 'Dallas',
  zipCode: '75201',
  contacts: [{ name: 'Ann Leeson', email: 'ann.leeson@example.com', phone: '+1 555 0100' }, { name: 'Bo Leeson' }],
};
