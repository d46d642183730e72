/** "Test connection" of a UISP server, before the simulator or before a server that a test writes itself. */
import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { TestContext } from 'node:test';
import type { TestStage } from '../../nodes/http/form-limits.ts';
import { testForm } from '../../nodes/http/test-connection.ts';
import { uispDialog } from '../../nodes/uisp/test-connection.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../simulator/simulator.ts';
import { told } from '../told.ts';

export const tested = async (form: unknown, stage: TestStage = {}) =>
  told(await testForm(uispDialog, form, { environment: {}, ...stage }));

export async function simulated(t: TestContext, options: SimulatorOptions = {}) {
  const simulator = await startSimulator({ village: 'empty', units: 3, ...options });
  t.after(async () => {
    await simulator.stop();
    assert.deepEqual(simulator.contractProblems(), []);
  });
  const form = {
    host: simulator.uisp.url,
    crmKey: simulator.uisp.crmKey,
    nmsKey: simulator.uisp.nmsToken,
    caFile: '',
    allowSelfSigned: 'false',
    parentSiteName: 'Victorian Village',
    parentSiteId: '',
    uispInvoices: 'never',
    timeoutSeconds: '60',
    routes: '',
  };
  return { simulator, form };
}

export function switchOn(simulator: Simulator, ...names: string[]) {
  const { options } = simulator.world.crm;
  for (const name of Object.keys(options)) if (typeof options[name] === 'boolean') options[name] = false;
  for (const name of names) options[name] = true;
}

export async function server(t: TestContext, listener: RequestListener): Promise<string> {
  const listening = createServer(listener);
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    listening.closeAllConnections();
    listening.close();
  });
  const address = listening.address();
  assert.ok(address !== null && typeof address === 'object');
  return `http://127.0.0.1:${address.port}`;
}
