import type { TestContext } from 'node:test';
import { InnagoClient, type InnagoClientOptions } from '../../nodes/innago/api/innago-client.ts';
import { type InnagoFieldValues, innagoSettings } from '../../nodes/innago/settings.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../simulator/simulator.ts';

/** A simulator that is stopped with the test, after its contract check. */
export async function simulate(test: TestContext, options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  test.after(async () => {
    await simulator.stop();
    const problems = simulator.contractProblems();
    if (problems.length > 0) throw new Error(`requests against the contract:\n${problems.join('\n')}`);
  });
  return simulator;
}

/** The fields of an account that fits the simulator. */
export function fieldsOf({ innago }: Simulator): InnagoFieldValues {
  return {
    apiUrl: innago.url,
    tokenUrl: innago.tokenUrl,
    propertyId: innago.propertyUid,
    apiKey: innago.apiKey,
    clientId: innago.clientId,
    clientSecret: innago.clientSecret,
  };
}

/** A client that is closed with the test, without pauses between tries. */
export function clientOf(
  test: TestContext,
  fields: InnagoFieldValues,
  options: Omit<Partial<InnagoClientOptions>, 'settings'> = {},
): InnagoClient {
  const client = new InnagoClient({ settings: innagoSettings(fields), retryPausesMs: [0, 0], ...options });
  test.after(() => client.close());
  return client;
}

/** All pages and the verdict. */
export async function drain<Page, Verdict>(
  pages: AsyncGenerator<Page, Verdict>,
): Promise<{ pages: Page[]; verdict: Verdict }> {
  const seen: Page[] = [];
  for (;;) {
    const next = await pages.next();
    if (next.done) return { pages: seen, verdict: next.value };
    seen.push(next.value);
  }
}
