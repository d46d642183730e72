/** What is attached to a ticket, read from whatever Innago may call it (contracts/innago.md §3: not published). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { dateReader } from '../../nodes/innago/api/lease-dates.ts';
import { ticketSchemaOf } from '../../nodes/innago/api/schemas.ts';
import { clientOf, drain, fieldsOf, simulate } from './account.ts';

const schema = ticketSchemaOf(dateReader());

function filesOf(row: object): (readonly [string, string | null])[] {
  return v.parse(schema, { maintenanceUid: 't1', ...row }).files.map(({ name, url }) => [name, url]);
}

test('names and links under any of the names that are likely', () => {
  for (const list of ['files', 'attachments', 'images', 'documents', 'maintenanceFiles']) {
    assert.deepEqual(filesOf({ [list]: ['sink.jpg'] }), [['sink.jpg', null]], list);
  }
  for (const name of ['fileName', 'name', 'filename', 'originalName']) {
    for (const url of ['url', 'fileUrl', 'link', 'path']) {
      const file = { [name]: 'router.jpg', [url]: 'https://files.example.com/1' };
      assert.deepEqual(filesOf({ files: [file] }), [['router.jpg', 'https://files.example.com/1']], `${name} ${url}`);
    }
  }
});

test('an address alone is a link, named by its last part; a path of somebody’s computer is a name', () => {
  const photo = 'https://files.example.com/a/my%20photo.jpg?sig=1';
  assert.deepEqual(filesOf({ images: [photo, 'C:\\fakepath\\me.png', 'https://files.example.com/'] }), [
    ['my photo.jpg', photo],
    ['me.png', null],
    ['files.example.com', 'https://files.example.com/'],
  ]);
  assert.deepEqual(filesOf({ files: [{ path: '/uploads/7.pdf' }, { url: 'https://files.example.com/%E0%A4%A' }] }), [
    ['7.pdf', null],
    ['%E0%A4%A', 'https://files.example.com/%E0%A4%A'],
  ]);
});

test('only http and https become a link; the same file in two lists is one', () => {
  const file = { name: 'a.jpg', url: 'https://files.example.com/a.jpg' };
  assert.deepEqual(filesOf({ files: [file], images: [file.url] }).length, 1);
  assert.deepEqual(filesOf({ files: [{ name: 'x.html', url: 'javascript:alert(1)' }] }), [['x.html', null]]);
  assert.deepEqual(filesOf({ files: [{ name: 'x', url: 'ftp://example.com/x' }] }), [['x', null]]);
});

test('what is broken is left out, and never makes the ticket unreadable', () => {
  const broken = [
    null,
    7,
    true,
    '',
    ' ',
    [],
    {},
    { name: 7 },
    { url: {} },
    `data:image/png;base64,${'A'.repeat(5_000)}`,
  ];
  assert.deepEqual(filesOf({ files: [...broken, 'good.jpg'] }), [['good.jpg', null]]);
  for (const files of [undefined, null, 'x.jpg', 7, {}, { 0: 'x' }]) assert.deepEqual(filesOf({ files }), []);
});

test('in the list and by id, as the simulator shows them', async (t) => {
  const simulator = await simulate(t, { village: 'empty', variants: { ticketFiles: true } });
  const innago = clientOf(t, fieldsOf(simulator));
  const file = { fileName: 'router.jpg', fileUrl: 'https://files.example.com/router.jpg' };
  const { maintenanceUid } = simulator.world.addTicket({ name: 'Wifi', files: [file] });
  const expected = [{ name: 'router.jpg', url: 'https://files.example.com/router.jpg' }];
  const { pages } = await drain(innago.ticketPages());
  assert.deepEqual(pages[0]?.tickets[0]?.files, expected);
  assert.deepEqual((await innago.ticket(maintenanceUid))?.files, expected);
});
