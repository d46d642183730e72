/** How all pages say an instant, a day, money, a number of things, how a unit and its ONU stand, and a code. */
window.villageFiberWords = () => {
  /** An instant in the zone of who looks: the time alone when it is today. */
  function time(instant) {
    if (!instant) return 'never';
    const at = new Date(instant);
    const isToday = at.toDateString() === new Date().toDateString();
    return at.toLocaleString('en-US', isToday ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' });
  }

  /** A calendar day, in no zone. */
  function day(date) {
    return date
      ? new Date(`${date}T12:00:00Z`).toLocaleDateString('en-US', { dateStyle: 'long', timeZone: 'UTC' })
      : '';
  }

  function money(cents) {
    return (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' });
  }

  function count(many, one, several) {
    return `${many.toLocaleString('en-US')} ${many === 1 ? one : several || `${one}s`}`;
  }

  /** How a unit stands, in words. */
  function stateWords(state) {
    const words = {
      upcoming: 'vacant, somebody is coming',
      ignored: 'left alone',
      outside: 'not among the units in use',
    };
    return words[state] || state;
  }

  function onuWords(state) {
    const words = { online: 'ONU online', offline: 'ONU offline', unknown: 'ONU not read yet', none: 'no ONU known' };
    return words[state];
  }

  /** `ONU_MISSING` as it is read aloud: ONU missing. */
  function codeWords(code) {
    const text = code.replaceAll('_', ' ').toLowerCase();
    return text.replaceAll(/\b(onu|uisp|olt|crm|nms)\b/g, (name) => name.toUpperCase()).replaceAll('innago', 'Innago');
  }

  /** In the order in which they come. @returns `[{name, rows}]` */
  function groups(rows, by) {
    const found = new Map();
    for (const row of rows) found.set(by(row), (found.get(by(row)) || []).concat(row));
    return [...found].map(([name, ofName]) => ({ name, rows: ofName }));
  }

  return { time, day, money, count, groups, stateWords, onuWords, codeWords };
};
