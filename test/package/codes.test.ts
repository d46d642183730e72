/** docs/codes.md explains every code that can be raised, and no other; docs/troubleshooting.md brings each under a symptom. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { asRaised, canBeRaised, explainedCodes, raisedCodes, waysToName } from './codes.ts';
import { root } from './editor-definitions.ts';

const page = readFileSync(join(root, 'docs/codes.md'), 'utf8');
const explained = explainedCodes(page);
const raised = raisedCodes();

test('codes are found in all the ways in which the sources write them', () => {
  const text =
    "throw error('MAIL_TEXT'); const x = { code: 'PAUSED' }; `${prefix}_TLS`; requestError(request, 'RESET', what); 'UISP_HOST'";
  const found = raisedCodes([text]);
  for (const code of ['MAIL_TEXT', 'PAUSED', '…_TLS', '…_RESET', 'DRIFT_PLAN_CHANGED'])
    assert.ok(found.has(code), code);
  assert.ok(!found.has('UISP_HOST'), 'a variable is no code');
  assert.ok(raised.size > 150, `${raised.size} codes in nodes/`);
});

test('docs/codes.md explains every code that can be raised', () => {
  const missing = [...raised].filter((code) => !waysToName(code).some((way) => explained.has(way)));
  assert.deepEqual(missing, []);
});

test('every code that docs/codes.md explains can be raised, and none is explained twice', () => {
  assert.deepEqual(
    [...explained].filter((code) => !canBeRaised(code, raised)),
    [],
  );
  const named = page.split('\n').flatMap((line) => [...explainedCodes(line)]);
  assert.deepEqual(
    named.filter((code, index) => named.indexOf(code) !== index),
    [],
  );
});

test('every code that leaves something to do is under a symptom in docs/troubleshooting.md', () => {
  const troubleshooting = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');
  const names = [...troubleshooting.matchAll(/`([^`]+)`/g)].map(([, name = '']) => asRaised(name));
  // `DRIFT …` and `PLANS…` are all that begin so.
  const beginnings = names.filter((name) => /^[A-Z].*…$/.test(name)).map((name) => name.replace(/_?…$/, ''));
  const withoutSymptom = ['## Answers to a button', '## Nothing to do'];
  const sections = page.split(/\n(?=## )/).filter((part) => !withoutSymptom.some((head) => part.startsWith(head)));
  const toDo = sections.flatMap((part) => [...explainedCodes(part)]);
  assert.ok(toDo.length > 120, `${toDo.length} codes to do something about`);
  assert.deepEqual(
    toDo.filter((code) => !names.includes(code) && !beginnings.some((beginning) => code.startsWith(beginning))),
    [],
  );
});
