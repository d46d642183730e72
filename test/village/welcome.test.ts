import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { mailBody, type WelcomeHistory, welcomeMail, welcomeRecipients } from '../../nodes/village/welcome.ts';
import { welcomeSubjectTemplate, welcomeTemplate } from '../../nodes/village/welcome-template.ts';
import { plan, plans, tenant } from './leases.ts';

/** The renderer of Node-RED's template node. */
const mustache: { render(template: string, message: unknown): string } = createRequire(import.meta.url)('mustache');

const facts = { firstName: 'Ann', unitLabel: '101', start: '2026-12-01', plan: plan('Village Fiber 500'), plans };
const rendered = (given: Partial<typeof facts> = {}) =>
  mustache.render(welcomeTemplate, { payload: welcomeMail({ ...facts, ...given }) });

/** The brief's text, with the words of the facts above in the brackets. */
const briefText = `Hi Ann,

Welcome to Victorian Village! Your Village Fiber internet is active starting December 1, 2026.

Important: A router is not included. You'll need to provide your own WiFi router to connect - just plug it into the fiber jack in your unit. Or pick up our recommended one below:

Recommended Router: TP-Link Archer AX55 - $70
https://www.amazon.com/TP-Link-WiFi-AX3000-Smart-Router/dp/B09G5W9R6R

Note: If you plan on upgrading to Village Fiber 2G, you'll need the Pro model to get full speeds.
https://www.amazon.com/TP-Link-AX3000-Archer-AX55-Pro/dp/B0BTD7V93F

Your Current Plan: Village Fiber 500 (500 Mbps) - Included with rent

Want faster speeds? Submit a maintenance request in your tenant portal with subject "Internet Upgrade" and your choice:

| Package          | Speed    | Add-on   |
|------------------|----------|----------|
| Village Fiber 1G | 1 Gbps   | +$10/mo  |
| Village Fiber 2G | 2 Gbps   | +$15/mo  |

Internet issues? Submit a maintenance request with "Internet" in the subject.

— ERE Fiber LLC
`;

test('the mail is the brief’s, to the letter', () => assert.equal(rendered(), briefText));

test('the subject is the brief’s, from the facts as from the template', () => {
  const mail = welcomeMail(facts);
  assert.equal(mail.subject, 'Your Village Fiber Internet is Ready - Unit 101');
  assert.equal(mustache.render(welcomeSubjectTemplate, { payload: mail }), mail.subject);
});

test('a paid plan is named with its price', () => {
  const text = rendered({ plan: plan('Village Fiber 1G') });
  assert.match(text, /^Your Current Plan: Village Fiber 1G \(1 Gbps\) - \+\$10\/mo$/m);
});

for (const name of ["O'Brien", 'José', '<b>x</b>', 'A & B', '{{payload.unit}}', '李']) {
  test(`${name} arrives as it is`, () => assert.equal(rendered({ firstName: name }).split('\n')[0], `Hi ${name},`));
}

test('line breaks in a name or a unit stay out of the subject and the text', () => {
  const mail = welcomeMail({ ...facts, firstName: 'Ann\r\n\r\nBcc: x@y.z', unitLabel: '101\r\nBcc: x@y.z' });
  assert.doesNotMatch(`${mail.subject}${mail.tenant.firstName}${mail.unit}`, /[\r\n]/);
  assert.equal(rendered({ firstName: 'Ann\u2028Lee\u0000' }).split('\n').length, briefText.split('\n').length);
});

test('a tenant without a first name is greeted all the same', () => {
  assert.match(rendered({ firstName: ' \r\n ' }), /^Hi there,\n/);
});

test('what the e-mail node would take for HTML goes as escaped HTML beside the text as it is', () => {
  assert.deepEqual(mailBody(briefText), { payload: briefText });
  const text = rendered({ firstName: '<b>x</b> & <img src=x>' });
  const body = mailBody(text);
  assert.equal(body.plaintext, text);
  assert.match(body.payload, /Hi &lt;b&gt;x&lt;\/b&gt; &amp; &lt;img src=x&gt;,/);
  assert.deepEqual(body.payload.match(/<[^>]*>/g), ['<pre style="white-space: pre-wrap">', '</pre>']);
});

const first: WelcomeHistory = { leaseStart: '2026-12-01', today: '2026-12-01', alreadyWelcomedAddresses: [] };
const addresses = (tenants: Parameters<typeof welcomeRecipients>[0], history: Partial<WelcomeHistory> = {}) =>
  welcomeRecipients(tenants, { ...first, ...history }).recipients.map(({ address }) => address);

test('every tenant with an address is welcomed, each address once', () => {
  const tenants = [
    tenant('a', { email: ' Ann@x.test ' }),
    tenant('b', { email: 'ann@X.test' }),
    tenant('c', { email: 'cy@x.test' }),
    tenant('d', { email: null }),
  ];
  assert.deepEqual(addresses(tenants), ['Ann@x.test', 'cy@x.test']);
  assert.deepEqual(addresses(tenants, { alreadyWelcomedAddresses: ['ANN@x.test'], tenantsAtFirstWelcome: [] }), [
    'cy@x.test',
  ]);
});

test('a first welcome comes however late, e.g. when the ONU was missing for weeks', () => {
  assert.deepEqual(addresses([tenant('a')], { today: '2027-03-01' }), ['a@example.test']);
});

test('an address that comes later is welcomed until 14 days after the lease began', () => {
  const history = { alreadyWelcomedAddresses: ['a@example.test'], tenantsAtFirstWelcome: ['a', 'b'] };
  const tenants = [tenant('a'), tenant('b')];
  assert.deepEqual(addresses(tenants, { ...history, today: '2026-12-15' }), ['b@example.test']);
  assert.deepEqual(addresses(tenants, { ...history, today: '2026-12-16' }), []);
  assert.deepEqual(addresses(tenants, { alreadyWelcomedAddresses: ['a@example.test'], today: '2026-12-16' }), []);
  const noneThen = { alreadyWelcomedAddresses: [], tenantsAtFirstWelcome: ['a'], today: '2026-12-16' };
  assert.deepEqual(addresses([tenant('a')], noneThen), []);
});

test('a tenant who joins the lease later is new, and welcomed', () => {
  const history = { alreadyWelcomedAddresses: ['a@example.test'], tenantsAtFirstWelcome: ['a'], today: '2027-06-01' };
  assert.deepEqual(addresses([tenant('a'), tenant('new')], history), ['new@example.test']);
});

test('a tenant who was welcomed and changes the address is not welcomed again', () => {
  const history = {
    alreadyWelcomedAddresses: ['old@x.test'],
    alreadyWelcomedTenants: ['a'],
    tenantsAtFirstWelcome: ['a'],
  };
  assert.deepEqual(addresses([tenant('a')], history), []);
});

const noAddresses = [
  'ann',
  'ann@',
  '@x.test',
  'ann@x',
  'ann@x.test, cy@x.test',
  'ann@x.test;cy@x.test',
  'ann lee@x.test',
  'ann@x.test\r\nBcc: cy@x.test',
  'ann@x.test\n',
  'ann@x@y.test',
  'Ann <ann@x.test>',
  '"a"@x.test',
  'ann@x.test.',
  `${'a'.repeat(250)}@x.test`,
];
for (const email of noAddresses) {
  test(`reported, not written to: ${JSON.stringify(email).slice(0, 40)}`, () => {
    const { recipients, problems } = welcomeRecipients([tenant('a', { email })], first);
    assert.deepEqual(recipients, []);
    assert.deepEqual(
      problems.map(({ code, tenantUid }) => [code, tenantUid]),
      [['EMAIL_INVALID', 'a']],
    );
    assert.ok(!problems[0]?.why.includes(email.trim()));
  });
}

test('no address is told apart from a wrong one', () => {
  const { problems } = welcomeRecipients([tenant('a', { email: null }), tenant('b', { email: ' ' })], first);
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['EMAIL_MISSING', 'EMAIL_MISSING'],
  );
});
