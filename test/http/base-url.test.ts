import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkedBaseUrl } from '../../nodes/http/base-url.ts';

const rules = { prefix: 'ACME', field: 'Host' };

test('hosts and URLs as operators write them', () => {
  const written: Record<string, string> = {
    '10.8.10.10': 'https://10.8.10.10',
    ' uisp.example.net:8443 ': 'https://uisp.example.net:8443',
    'https://uisp.example.net/': 'https://uisp.example.net',
    'https://api.example.net/openapi//': 'https://api.example.net/openapi',
    'HTTPS://API.Example.NET/OpenApi': 'https://api.example.net/OpenApi',
    'http://localhost:18080': 'http://localhost:18080',
    'http://127.0.0.1:1880/x': 'http://127.0.0.1:1880/x',
    'http://127.9.9.9': 'http://127.9.9.9',
    'http://[::1]:8080': 'http://[::1]:8080',
  };
  for (const [text, url] of Object.entries(written)) assert.equal(checkedBaseUrl(text, rules), url);
});

test('plain http to another machine is refused with the reason', () => {
  for (const text of [
    'http://10.8.10.10',
    'http://127.0.0.1.example.net',
    'http://localhost.example.net',
    'http://0.0.0.0',
    'http://[::2]',
  ]) {
    assert.throws(
      () => checkedBaseUrl(text, rules),
      (error: Error & { code?: string; hint?: string; trouble?: string }) =>
        error.code === 'ACME_HTTP_REFUSED' && error.trouble === 'operator' && /redirects/.test(error.hint ?? ''),
      text,
    );
  }
});

test('what is no address, and secrets in it, which the message does not repeat', () => {
  for (const text of [
    '',
    'https://',
    'two words',
    'ftp://host',
    'https://host/?key=canary',
    'https://canary:pw@host',
    'https://host/#x',
  ]) {
    assert.throws(
      () => checkedBaseUrl(text, rules),
      (error: Error & { code?: string; hint?: string }) =>
        error.code === 'ACME_URL' && !`${error.message}${error.hint}`.includes('canary'),
      text,
    );
  }
});
