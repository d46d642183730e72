/** A variable is one to the letter, in the dialogs as in Node-RED: what it would leave as it is, is wrong, and red. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editorDefinitions } from '../package/editor-definitions.ts';

const definitions = editorDefinitions();

function told(type: string, field: string, value: string): unknown {
  const validate = definitions.find((one) => one.type === type)?.defaults[field]?.validate;
  assert.ok(validate, `${type}: ${field}`);
  return Reflect.apply(validate, { _: (key: string) => key }, [value, {}]);
}

test('a variable with a blank beside it, or as a part, is told in fields of any text', () => {
  for (const [type, field] of [
    ['uisp-server', 'caFile'],
    ['uisp-server', 'parentSiteName'],
    ['fiber-plans', 'onuTableFile'],
  ] as const) {
    for (const fine of ['', '/etc/village/table.csv', 'Village 1', '${MY_FILE}'])
      assert.equal(told(type, field, fine), true, `${field}: ${fine}`);
    for (const wrong of ['${HOME}/table.csv', ' ${MY_FILE}', '${MY_FILE} ', '${A}${B}'])
      assert.equal(told(type, field, wrong), `${type}.label.${field}: part`, `${field}: ${wrong}`);
  }
});

test('nor is it a variable in a field that is checked', () => {
  for (const [type, field] of [
    ['uisp-server', 'host'],
    ['uisp-server', 'timeoutSeconds'],
    ['innago-account', 'apiUrl'],
    ['fiber-plans', 'timeZone'],
  ] as const) {
    assert.equal(told(type, field, '${MINE}'), true, field);
    assert.equal(typeof told(type, field, '${MINE} '), 'string', field);
  }
});
