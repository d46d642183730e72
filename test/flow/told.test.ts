/** Being told, in a real Node-RED with a real mail server: one mail for a storm, nothing twice, and a heart that stops and beats again. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { ReceivedMail } from '../simulator/mail/mail-sink.ts';
import { type NodeRedProcess, until } from './node-red-process.ts';
import { onStage, type Stage } from './stage.ts';

const operator = 'operator@example.com';
/** A button of the test's own, before "digest". */
const press = 'feedfeedfeedfeed';
const canary = {
  firstName: 'Zyxadela',
  lastName: 'Qwovenhart',
  email: 'zyxadela@qwovenhart.example',
  phone: '555-0177-401',
};

type EditedNode = { id: string; type: string; name?: string; action?: string; z?: string; [field: string]: unknown };

/** The shipped flow, with quicker timers, a button, and the watchdog enabled. */
async function hasten(red: NodeRedProcess, watchdog: string): Promise<void> {
  const headers = { 'Node-RED-API-Version': 'v2', 'content-type': 'application/json' };
  const { flows, rev }: { flows: EditedNode[]; rev: string } = await (
    await fetch(`${red.url}/flows`, { headers })
  ).json();
  const digest = flows.find(({ action }) => action === 'digest');
  assert.ok(digest?.z);
  for (const node of flows) {
    if (node.action === 'digest') node['hours'] = '0';
    if (node.action === 'heartbeat') Object.assign(node, { scanMinutes: '0.1', mayMiss: '1' });
    if (node.name === 'tell a watchdog') Object.assign(node, { url: watchdog, d: false });
    if (node.type === 'cronplus' && node.name === 'every five minutes' && node['options'] !== undefined) {
      const [option] = Array.isArray(node['options']) ? node['options'] : [];
      if (option?.name === 'beat') option.expression = '* * * * * *';
    }
  }
  const button = {
    id: press,
    type: 'inject',
    z: digest.z,
    name: 'press',
    props: [],
    repeat: '',
    crontab: '',
    once: false,
  };
  flows.push({ ...button, x: 100, y: 100, wires: [[digest.id]] });
  const body = JSON.stringify({
    flows: flows.filter(({ id }, at) => flows.findIndex((one) => one.id === id) === at),
    rev,
  });
  const answer = await fetch(`${red.url}/flows`, { method: 'POST', headers, body });
  assert.equal(answer.status, 200, await answer.text());
}

async function codes(red: NodeRedProcess): Promise<string[]> {
  const answer = await fetch(`${red.url}/village-fiber/attention`).catch(() => undefined);
  if (answer?.status !== 200) return [];
  const { items }: { items: { code: string }[] } = await answer.json();
  return items.map(({ code }) => code);
}

async function pressed(red: NodeRedProcess): Promise<void> {
  assert.equal((await fetch(`${red.url}/inject/${press}`, { method: 'POST' })).status, 200);
}

/** Presses until so many mails have come to the operator. */
async function mails({ simulator }: Stage, red: NodeRedProcess, count: number): Promise<readonly ReceivedMail[]> {
  const told = () => simulator.mail.messages.filter(({ to }) => to === operator);
  await until(
    `${count} mails to the operator`,
    async () => {
      await pressed(red);
      return told().length >= count;
    },
    { every: 500 },
  );
  assert.equal(
    told().length,
    count,
    told()
      .map(({ subject }) => subject)
      .join('\n'),
  );
  return told();
}

async function watchdog(): Promise<{ url: string; calls: () => number; close: () => void }> {
  let calls = 0;
  const server = createServer((_request, response) => {
    calls += 1;
    response.end('ok');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port }: AddressInfo = JSON.parse(JSON.stringify(server.address()));
  return {
    url: `http://127.0.0.1:${port}/ping`,
    calls: () => calls,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('a storm is one mail; a restart repeats nothing; what failed is told again; silence is told once', {
  timeout: 240_000,
}, async () => {
  const dog = await watchdog();
  try {
    await onStage({ village: 'empty' }, async (stage) => {
      const { simulator } = stage;
      const { world } = simulator;
      const labels = [...world.units.values()].map(({ label }) => label).slice(0, 51);
      for (const [index, unit] of labels.slice(0, 50).entries()) {
        world.addLease({ unit, tenants: [{ ...canary, email: `${index}.${canary.email}` }] });
      }
      const start = () => stage.start({ env: { OPERATOR_EMAIL: operator } });
      let red = await start();
      await hasten(red, dog.url);
      const missing = async () => (await codes(red)).filter((code) => code === 'ONU_MISSING').length;
      await until('fifty units without an ONU', async () => (await missing()) === 50, { within: 90 });
      await until('the watchdog is called', () => dog.calls() > 0);

      const [storm] = await mails(stage, red, 1);
      assert.equal(storm?.subject, 'Village Fiber: 50 need a person (50 new)');
      assert.match(storm.text, /NEW\n- unit \S+, ONU MISSING: .*\n/);
      assert.match(storm.text, /and 47 more like it: unit /);
      assert.match(storm.html ?? '', /<h3>New<\/h3>/);
      assert.match(storm.text, /Last complete scan of the leases: \d{4}-\d\d-\d\d \d\d:\d\d UTC\. Mode: live\./);

      await red.stop();
      red = await start();
      world.addOnu({ name: `ONU-${labels[0]}` });
      await until('one less', async () => (await missing()) === 49, { within: 60 });
      const [, settled] = await mails(stage, red, 2);
      assert.equal(settled?.subject, 'Village Fiber: 49 need a person (0 new)');
      assert.match(
        settled.text,
        new RegExp(`SETTLED SINCE THE LAST MAIL\\n- ONU MISSING \\(1\\): unit ${labels[0]}\\n`),
      );
      assert.doesNotMatch(settled.text, /\nNEW\n/);

      simulator.mail.refuse({ at: 'auth' });
      world.addLease({ unit: labels[50] ?? '', tenants: [canary] });
      await until('fifty again', async () => (await missing()) === 50, { within: 60 });
      await pressed(red);
      await until('it is not sent', async () => (await codes(red)).includes('DIGEST_NOT_SENT'));
      simulator.mail.acceptAll();
      const [, , again] = await mails(stage, red, 3);
      assert.equal(again?.subject, 'Village Fiber: 50 need a person (1 new)');
      assert.match(again.text, new RegExp(`NEW\\n- unit ${labels[50]}, ONU MISSING`));
      await until('the failure is settled', async () => !(await codes(red)).includes('DIGEST_NOT_SENT'));

      simulator.faults.next({ server: 'innago', path: '/v1/leases', times: Number.POSITIVE_INFINITY }, 500);
      await until('it is silent', async () => (await codes(red)).includes('NO_COMPLETE_SCAN'), { within: 60 });
      const calls = dog.calls();
      const told = () => simulator.mail.messages.filter(({ to }) => to === operator);
      await until('it is told without a button', () => told().length === 4);
      assert.equal(told()[3]?.subject, 'Village Fiber: urgent, NO COMPLETE SCAN (all units)');
      assert.ok(dog.calls() <= calls + 1, 'the watchdog hears nothing while it is silent');
      simulator.faults.clear();
      await until('it is back', async () => !(await codes(red)).includes('NO_COMPLETE_SCAN'), { within: 60 });
      await until('the watchdog is called again', () => dog.calls() > calls + 1);
      const last = (await mails(stage, red, 5)).at(-1);
      assert.match(last?.text ?? '', /- NO COMPLETE SCAN \(1\): all units/);

      const everything = [...told().flatMap(({ raw, text, html }) => [raw, text, html]), ...red.lines].join('\n');
      for (const word of Object.values(canary)) assert.ok(!everything.includes(word), word);
    });
  } finally {
    dog.close();
  }
});
