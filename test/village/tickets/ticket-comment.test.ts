import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closingMarks } from '../../../nodes/village/tickets/clean-text.ts';
import { commentForInnago } from '../../../nodes/village/tickets/technician-comment.ts';
import fc from '../seeded.ts';
import { anyFiles, anyText } from './tickets.ts';

const comments: readonly [what: string, body: string, read: string][] = [
  ['plain text', 'Rebooted the ONU.\r\nAll fine?', 'Rebooted the ONU.\nAll fine?'],
  ['signs that are no markup', 'a < b, x<y and 1<3 > 0 <3', 'a < b, x<y and 1<3 > 0 <3'],
  ['a word in angle brackets', 'Use <SSID> as the name', 'Use <SSID> as the name'],
  ['entities without markup', 'Tom &amp; Ann &lt;3 &#8364;5 &#x1F600; &eacute;&nbsp;x', 'Tom & Ann <3 €5 😀 é\u00a0x'],
  ['entities decoded once', 'write &amp;lt;b&amp;gt;', 'write &lt;b&gt;'],
  ['names that are no entities', 'AT&T; R&D &unknown; &#xFFFFFF;', 'AT&T; R&D &unknown; \ufffd'],
  ['paragraphs', '<p>Hello Ann,</p>\n<p>it works <b>now</b>.</p>', 'Hello Ann,\n\nit works now.'],
  ['line breaks', 'one<br>two<br/>three<BR />\nfour', 'one\ntwo\nthree\nfour'],
  ['a list', '<p>Please</p><ul>\n<li>unplug</li>\n<li>wait</li>\n</ul><p>Bye</p>', 'Please\n\n- unplug\n- wait\n\nBye'],
  ['blanks of the source', '<div>\n   a\n   b   c</div>', 'a b c'],
  ['inline markup only: lines stay', 'one <b>two</b>\nthree', 'one two\nthree'],
  ['markup that was typed as text', '<p>&lt;b&gt;x&lt;/b&gt; a &lt; b</p>', '<b>x</b> a < b'],
  ['unknown tags in HTML', '<p><o:p>x</o:p><custom-tag y="z">w</custom-tag></p>', 'xw'],
  ['a link', '<p>See <a href="https://ere.test/help">our page</a>.</p>', 'See our page (https://ere.test/help).'],
  ['a link that is shown', '<p><a href="https://ere.test/">ere.test</a></p>', 'ere.test'],
  ['a link to elsewhere than the web', '<p><a href="javascript:x()">x</a> <a name="y">z</a></p>', 'x z'],
  ['an image', '<p><img src="data:x" alt="">see</p>', '[image]see'],
  ['script and style', '<style>p{}</style><p>a</p><script>x < y</script>b<!-- c -->', 'a\nb'],
  ['a script that is never closed', '<b>The</b> <script> tag', 'The  tag'],
  ['a table', '<table><tr><td>a</td><td>b</td></tr></table>', 'a  b'],
];

for (const [what, text, read] of comments) {
  test(`comment for Innago: ${what}`, () => assert.equal(commentForInnago({ text, files: [] }, { limit: 5000 }), read));
}

test('files are named, with where they are; then the signature', () => {
  const files = [
    { name: 'lamp.jpg', url: 'https://uisp.test/secret' },
    { name: ' ', url: null },
  ];
  const told = 'Files: lamp.jpg, a file without a name (not attached here; they are in UISP, ask ERE Fiber for them)';
  assert.equal(
    commentForInnago({ text: 'Look', files }, { limit: 500, signature: '— ERE Fiber\r\n' }),
    `Look\n\n${told}\n\n— ERE Fiber`,
  );
  assert.equal(commentForInnago({ text: '<p></p>', files }, { limit: 500 }), told);
});

test('nothing to tell is empty, whatever the signature', () => {
  for (const text of ['', ' \n', '<p><br></p>', '&nbsp;', '\u200b']) {
    assert.equal(commentForInnago({ text, files: [] }, { limit: 500, signature: '— ERE Fiber' }), '');
  }
});

test('it is the words that are cut, with a note; files and signature stay', () => {
  const cut = commentForInnago(
    { text: 'word '.repeat(500), files: [{ name: 'a.jpg', url: null }] },
    { limit: 300, signature: '— ERE Fiber' },
  );
  assert.ok(cut.length <= 300 && cut.length > 290);
  assert.match(cut, /word w… \(cut here; ask ERE Fiber for the rest\)\n\nFiles: a\.jpg \(.*\)\n\n— ERE Fiber$/);
});

test('any comment: within the limit, well formed, nothing left turned', () => {
  const signatures = fc.option(anyText, { nil: undefined });
  fc.assert(
    fc.property(anyText, anyFiles, fc.integer({ min: 0, max: 400 }), signatures, (text, files, limit, signature) => {
      const told = commentForInnago({ text, files }, { limit, signature });
      assert.ok(told.length <= limit && told.isWellFormed());
      assert.equal(closingMarks(told), '');
      assert.doesNotMatch(told, /(?![\t\n])\p{Cc}/u);
    }),
    { numRuns: 3000 },
  );
});

test('any text without < and & arrives as it is', () => {
  const plain = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[<&]|\s+/g, ' ').trim());
  fc.assert(
    fc.property(plain, (text) => {
      if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(text))
        assert.equal(commentForInnago({ text, files: [] }, { limit: 500 }), text);
    }),
  );
});
