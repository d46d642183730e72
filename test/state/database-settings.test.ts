/** The fields of sync-database: mode, units, dates, file, world. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { databaseSettings } from '../../nodes/state/database-settings.ts';

const settings = (fields: Record<string, unknown>, env: Record<string, string> = {}) =>
  databaseSettings({ id: 'n', type: 'sync-database', ...fields }, { userDir: '/user', env });

test('live only when it says live and SYNC_MODE does not say otherwise', () => {
  const mode = (field: unknown, env: Record<string, string> = {}) => settings({ mode: field }, env).mode;
  assert.equal(mode('live'), 'live');
  assert.equal(mode(' live '), 'live');
  for (const other of ['dry-run', '', undefined, '${SYNC_MODE}', 'Live', 'yes', 'true', true])
    assert.equal(mode(other), 'dry-run');
  assert.equal(mode('live', { SYNC_MODE: 'dry-run' }), 'dry-run');
  assert.equal(mode('live', { SYNC_MODE: 'LIVE' }), 'dry-run');
  assert.equal(mode('live', { SYNC_MODE: 'live' }), 'live');
  assert.equal(mode('dry-run', { SYNC_MODE: 'live' }), 'dry-run');
  assert.match(settings({ mode: 'Live' }).modeWords, /dry-run.*"Live"/);
  assert.match(settings({ mode: 'live' }, { SYNC_MODE: 'dry' }).modeWords, /SYNC_MODE is "dry"/);
});

test('the sandbox is live unless told otherwise, with a database of its own', () => {
  const env = { VILLAGE_FIBER_SANDBOX: '1' };
  const sandbox = settings({ mode: '${SYNC_MODE}', file: '${SYNC_DATABASE}' }, env);
  assert.deepEqual(
    [sandbox.mode, sandbox.file, sandbox.world.kind],
    ['live', '/user/village-fiber-sandbox.sqlite', 'sandbox'],
  );
  assert.equal(settings({}, { ...env, SYNC_MODE: 'dry-run' }).mode, 'dry-run');
});

test('the file lies under the user directory unless its path is absolute', () => {
  assert.equal(settings({}).file, join('/user', 'village-fiber.sqlite'));
  assert.equal(settings({ file: 'data/my.sqlite' }).file, join('/user', 'data/my.sqlite'));
  assert.equal(settings({ file: '/var/lib/my.sqlite' }).file, '/var/lib/my.sqlite');
});

test('a list of units is read as labels, and never comes to mean all', () => {
  assert.deepEqual(settings({ onlyUnits: ' 101, Unit 102;#103,101' }).onlyUnits, ['101', '102', '103']);
  assert.equal(settings({ onlyUnits: '${SYNC_ONLY_UNITS}' }).onlyUnits, undefined);
  assert.throws(() => settings({ onlyUnits: ' , ;' }), { code: 'DATABASE_SETTINGS', trouble: 'operator' });
});

test('a go-live date is a real date or none', () => {
  assert.equal(settings({ goLive: '2026-12-01' }).goLive, '2026-12-01');
  assert.equal(settings({ goLive: '' }).goLive, undefined);
  for (const goLive of ['2026-02-30', '12/01/2026', 'today', '2026-12-01T00:00:00Z']) {
    assert.throws(() => settings({ goLive }), {
      code: 'DATABASE_SETTINGS',
      message: new RegExp(goLive.replaceAll('/', '.')),
    });
  }
});

test('the UISP host is compared without protocol, case and usual port', () => {
  const host = (uispHost: string) => settings({ uispHost }).world.uispHost;
  assert.equal(host('https://UISP.example.com:443/'), 'uisp.example.com');
  assert.equal(host('uisp.example.com'), 'uisp.example.com');
  assert.equal(host('http://127.0.0.1:8080'), '127.0.0.1:8080');
  assert.equal(host('${UISP_HOST}'), '10.8.10.10');
  assert.throws(() => host('not a host'), { code: 'DATABASE_SETTINGS' });
});

test('former tenants are forgotten after 90 days, after 30 at least, or never', () => {
  const days = (value: unknown) => settings({ forgetAfterDays: value }).forgetAfterDays;
  for (const unset of [undefined, '', ' ', '${RETENTION_DAYS}']) assert.equal(days(unset), 90);
  assert.deepEqual([days('30'), days(' 365 '), days(120), days('0'), days(0)], [30, 365, 120, 0, 0]);
  for (const bad of ['29', '-1', '90 days', '1.5', 'never', '0x5a', '1e3'])
    assert.throws(() => days(bad), { code: 'DATABASE_SETTINGS', message: /former tenants are forgotten reads/ }, bad);
});
