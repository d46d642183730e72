/**
 * The text of a UISP comment. UISP's editor makes HTML, its API takes plain text, and nothing says which of both a comment is: only what
 * is surely markup is taken for it.
 */

/** A tag, whatever its name; also a comment or a doctype. No `<` or `>` within, which keeps the search linear. */
const anyTag = /<(?:!|(?<closing>\/?)(?<name>[a-z][a-z0-9:-]*)(?=[\s/>]))[^<>]*>/gi;
/** Tags that make a text HTML. Any other, like `<SSID>`, may be what somebody typed. */
const htmlTag =
  /<\/?(?:a|article|b|blockquote|body|br|center|code|del|div|em|font|h[1-6]|head|hr|html|i|img|ins|label|li|ol|p|pre|s|script|section|small|span|strong|style|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul)(?=[\s/>])[^<>]*>/i;
const lineTag = /^(?:article|blockquote|br|center|div|h[1-6]|hr|li|ol|p|pre|section|table|tr|ul)$/;
const hiddenTag = /^(?:head|script|style)$/;
const link = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

const entity = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z][a-z0-9]{1,7}));/gi;
/** U+00A0 to U+00FF, in order. */
const latinEntities =
  `nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1
  ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc
  Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml
  aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave
  uacute ucirc uuml yacute thorn yuml`.split(/\s+/);
const entities = new Map<string, string>([
  ...latinEntities.map((name, index) => [name, String.fromCodePoint(0xa0 + index)] as const),
  ...Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    euro: '€',
    trade: '™',
    bull: '•',
    hellip: '…',
  }),
  ...Object.entries({ ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”', bdquo: '„' }),
]);

/**
 * As a person reads it: where the text is HTML, its tags are gone, line breaks, paragraphs and list items are lines, an image is
 * `[image]`, a link keeps its address. Entities are decoded once, in either case. `a < b` and `<3` stay.
 */
export function textOfHtml(text: string): string {
  return decodeEntities(htmlTag.test(text) ? withoutMarkup(text) : text);
}

/** `&lt;`, `&#60;` and `&#x3c;` are `<`; a name that is not known stays. */
export function decodeEntities(text: string): string {
  return text.replace(entity, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities.get(name) ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}

function withoutMarkup(html: string): string {
  const tags = [...html.matchAll(anyTag)];
  const hasLines = tags.some(({ groups }) => lineTag.test((groups?.['name'] ?? '').toLowerCase()));
  const pieces: string[] = [];
  let after = 0;
  let hiddenFrom: number | undefined;
  let anchor: { readonly href: string; readonly from: number } | undefined;
  const take = (piece: string) => pieces.push(hasLines ? piece.replace(/\s+/g, ' ') : piece);
  for (const { 0: tag, index, groups } of tags) {
    take(html.slice(after, index));
    after = index + tag.length;
    const name = groups?.['name']?.toLowerCase() ?? '';
    const isClosing = groups?.['closing'] === '/';
    if (hiddenTag.test(name)) {
      // What is never closed stays: rather a line of script than a comment without its end.
      if (isClosing && hiddenFrom !== undefined) pieces.length = hiddenFrom;
      hiddenFrom = isClosing ? undefined : pieces.length;
    } else if (name === 'a') {
      if (isClosing && anchor !== undefined) pieces.push(addressOf(anchor.href, pieces.slice(anchor.from).join('')));
      const href = isClosing ? null : link.exec(tag);
      anchor = href === null ? undefined : { href: href[1] ?? href[2] ?? href[3] ?? '', from: pieces.length };
    } else if (name === 'img') pieces.push('[image]');
    else if (name === 'li') pieces.push(isClosing ? '' : '\n- ');
    else if (name === 'td' || name === 'th') pieces.push(' ');
    else if (lineTag.test(name)) pieces.push('\n');
  }
  take(html.slice(after));
  const lines = pieces.join('').split('\n');
  return hasLines
    ? lines
        .map((line) => line.trim())
        .join('\n')
        .replace(/\n{3,}/g, '\n\n')
    : lines.join('\n');
}

/** The address of a link, unless its text is the address already, or it is none of the web. */
function addressOf(href: string, shown: string): string {
  const bare = (address: string) =>
    address
      .trim()
      .replace(/^https?:\/\//i, '')
      .replace(/\/$/, '');
  return /^https?:\/\//i.test(href) && bare(href) !== bare(shown) ? ` (${href})` : '';
}
