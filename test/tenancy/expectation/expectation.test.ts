/** The independent calculation against examples that were worked out by hand from design §4. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Story } from './story.ts';

test('a service begins with the lease and ends on its last day', () => {
  const story = new Story().lease('A', { end: '2027-01-31' }).tick('2026-11-20').tick('2027-01-31');
  assert.deepEqual(story.services(), ['H1 101 2026-12-01 to now']);
  assert.deepEqual(story.tick('2027-02-01').services(), ['H1 101 2026-12-01 to 2027-01-31']);
});

test('the next household begins the day after the old last day, whichever it was', () => {
  for (const [start, first] of [
    ['2027-01-31', '2027-02-01'],
    ['2027-02-01', '2027-02-01'],
    ['2027-01-20', '2027-02-01'],
    ['2027-02-14', '2027-02-14'],
  ]) {
    const story = new Story().lease('A', { end: '2027-01-31' }).tick('2026-12-01');
    story.lease('B', { household: 2, start: start ?? '', tenants: ['Bob'] });
    for (const day of ['2027-01-15', '2027-01-31', '2027-02-01', '2027-02-14']) story.tick(day);
    assert.deepEqual(story.services(), ['H1 101 2026-12-01 to 2027-01-31', `H2 101 ${first} to now`], `from ${start}`);
  }
});

test('a renewal, a later end and month to month change nothing', () => {
  const story = new Story().lease('A', { end: '2027-01-31' }).tick('2026-12-01').lease('A', { end: '2027-02-28' });
  story.tick('2027-02-01').lease('B', { start: '2027-03-20' }).tick('2027-03-05').tick('2027-03-21');
  assert.deepEqual(story.services(), ['H1 101 2026-12-01 to now']);
});

test('a renewal that is entered late begins the day after', () => {
  const story = new Story().lease('A', { end: '2027-01-31' }).tick('2026-12-01').tick('2027-02-01');
  story.lease('B', { start: '2027-02-01' }).tick('2027-02-04');
  assert.deepEqual(story.services(), ['H1 101 2026-12-01 to 2027-01-31', 'H1 101 2027-02-01 to now']);
});

test('a transfer has both units for a while', () => {
  const story = new Story().lease('A', { end: '2027-01-31' }).tick('2026-12-01');
  story.lease('B', { unit: '102', start: '2027-01-25' }).tick('2027-01-25').tick('2027-02-01');
  assert.deepEqual(story.services(), ['H1 101 2026-12-01 to 2027-01-31', 'H1 102 2027-01-25 to now']);
  assert.deepEqual(story.welcomed(), ['1 ann@x']);
});

test('a unit that is corrected ends the day before that was seen', () => {
  const story = new Story().lease('A', { start: '2026-11-01' }).tick('2026-12-01').lease('A', { unit: '102' });
  assert.deepEqual(story.tick('2026-12-04').services(), [
    'H1 101 2026-11-01 to 2026-12-03',
    'H1 102 2026-11-01 to now',
  ]);
});

test('absence alone ends nothing; absence for a day and 404 does, on the first day of it', () => {
  const story = new Story()
    .lease('A', {})
    .lease('B', { household: 2, unit: '102', tenants: ['Bob'] })
    .tick('2026-12-01');
  for (const day of ['2026-12-02', '2026-12-09']) story.tick(day, { only: ['B'] });
  story.tick('2026-12-09');
  assert.equal(story.services()[0], 'H1 101 2026-12-01 to now');
  story.remove('A').tick('2026-12-10');
  assert.equal(story.services()[0], 'H1 101 2026-12-01 to now');
  assert.equal(story.tick('2026-12-11').services()[0], 'H1 101 2026-12-01 to 2026-12-10');
});

test('an incomplete scan ends nothing: what continues the lease may be on the page that is missing', () => {
  const story = new Story()
    .lease('A', { end: '2027-01-31' })
    .lease('C', { household: 3, unit: '103', tenants: ['Cid'] });
  story
    .tick('2026-12-01')
    .lease('B', { start: '2027-02-01' })
    .tick('2027-02-01', { only: ['A'], isComplete: false });
  assert.equal(story.services()[0], 'H1 101 2026-12-01 to now');
  assert.equal(story.tick('2027-02-02').services()[0], 'H1 101 2026-12-01 to now');
});

test('a start that is corrected before it comes makes another service', () => {
  const story = new Story().lease('A', {}).tick('2026-11-20').lease('A', { start: '2026-12-10' }).tick('2026-11-21');
  assert.deepEqual(story.services(), ['H1 101 2026-12-01 to 2026-11-30', 'H1 101 2026-12-10 to now']);
});

test('a stranger waits until the older household has ended', () => {
  const story = new Story()
    .lease('A', {})
    .tick('2026-12-01')
    .lease('B', { household: 2, start: '2027-01-05', tenants: ['Bob'] });
  assert.deepEqual(story.tick('2027-01-06').welcomed(), ['1 ann@x']);
  story.lease('A', { end: '2027-01-08' }).tick('2027-01-09');
  assert.deepEqual(story.services(), ['H1 101 2026-12-01 to 2027-01-08', 'H2 101 2027-01-09 to now']);
});

test('one that was called off never began', () => {
  const story = new Story().lease('A', {}).tick('2026-11-20').lease('A', { end: '2026-11-21' }).tick('2026-11-22');
  assert.deepEqual(story.services(), ['H1 101 2026-12-01 to 2026-11-21']);
});

test('the first tenant is followed by the next listed', () => {
  const story = new Story()
    .lease('A', { tenants: ['Ann', 'Bob'] })
    .tick('2026-12-01')
    .lease('A', { tenants: ['Cid', 'Bob', 'Ann'] });
  assert.deepEqual(story.tick('2026-12-02').clients(), ['Ann, Ann Smith: Cid Smith, Bob Smith, Ann Smith']);
  assert.deepEqual(
    story
      .lease('A', { tenants: ['Cid', 'Bob'] })
      .tick('2026-12-03')
      .clients(),
    ['Cid, Cid Smith: Cid Smith, Bob Smith'],
  );
  assert.deepEqual(story.welcomed(), ['1 ann@x', '1 bob@x', '1 cid@x']);
});

test('an address that comes later is welcomed for 14 days, a changed one never again', () => {
  const late = (day: string) => {
    const story = new Story().lease('A', { tenants: ['Ann', 'Bob <>'] }).tick('2026-12-01');
    return story
      .lease('A', { tenants: ['Ann <new@x>', 'Bob'] })
      .tick(day)
      .welcomed();
  };
  assert.deepEqual(late('2026-12-15'), ['1 ann@x', '1 bob@x']);
  assert.deepEqual(late('2026-12-16'), ['1 ann@x']);
});

test('what could not be done is done on its own dates', () => {
  const story = new Story().lease('A', { end: '2027-01-31' }).tick('2026-12-01').tick('2027-02-01', { acts: false });
  assert.deepEqual(story.tick('2027-02-05').services(), ['H1 101 2026-12-01 to 2027-01-31']);
});
