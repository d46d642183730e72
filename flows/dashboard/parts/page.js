/**
 * What all pages share: they ask the flow when they come into view and every 30 seconds, and get their own answer back. It stands at the
 * end of each page's template, so that a page is whole wherever it is put; the dashboard runs it right before the page's own `mounted`.
 *
 * @param page the page's component; it has `vf: null` among its data, and this fills it
 * @param wants gives the questions of one look: `[{ask: 'units', page: 0}]`
 * @param isMoving whether to look every 5 seconds
 */
window.villageFiberPage = (page, wants, isMoving = () => false) => {
  /** Milliseconds between two looks, and how long an answer is waited for. */
  const often = 5000;
  const every = 30000;
  const patience = 25000;
  /** How long what was done stays on the page. */
  const aWhile = 15000;
  const socket = page.$socket;
  const waiting = new Map();
  const mark = Math.random().toString(36).slice(2);
  let number = 0;
  let lookedAt = 0;
  let isAgain = false;
  let hiding = 0;

  const isLost = 'The connection to Node-RED is lost.';

  /** @returns the answer; one with `trouble` when there is none */
  function ask(payload) {
    if (!socket.connected) return Promise.resolve(inTrouble(isLost, 'NOT_ASKED'));
    return new Promise((resolve) => {
      number += 1;
      const asked = mark + number;
      const late = setTimeout(() => give(inTrouble('Node-RED has not answered for 25 seconds.')), patience);
      const give = (answer) => {
        clearTimeout(late);
        waiting.delete(asked);
        resolve(answer);
      };
      waiting.set(asked, give);
      page.send({ topic: payload.ask, payload, asked });
    });
  }

  function inTrouble(message, code = 'NO_ANSWER') {
    return { trouble: { code, message } };
  }

  /** Of what is looked at. */
  const again = { NO_ANSWER: 'It is asked again by itself.', NOT_ASKED: 'It is asked again by itself.' };
  /** Of what was pressed. */
  const unsure = {
    NO_ANSWER: 'Nobody knows whether it was done: look before you press again.',
    NOT_ASKED: 'Nothing was done.',
  };

  function withHint({ code, message, hint }, hints) {
    return { code, message, hint: hint || hints[code] };
  }

  function onAnswer({ asked, payload }) {
    const give = waiting.get(asked);
    if (give && payload) give(payload);
  }

  /** Asks all; what one look cannot get stays as it was, and why is told. */
  async function look() {
    if (document.hidden) return;
    if (page.vf.isBusy) {
      isAgain = true;
      return;
    }
    page.vf.isBusy = true;
    lookedAt = Date.now();
    const answers = await Promise.all(wants().map(async (payload) => [payload.ask, await ask(payload)]));
    page.vf.isBusy = false;
    if (isAgain) {
      isAgain = false;
      return look();
    }
    page.vf.trouble = null;
    for (const [name, answer] of answers) take(name, answer);
    await page.$nextTick();
    // What was asked about has gone meanwhile, and the question with it.
    if (page.vf.sure !== '' && !document.querySelector('.vf-sure')) page.vf.sure = '';
  }

  function take(name, answer) {
    if (!answer.trouble) {
      Object.assign(page.vf, { at: answer.at, role: answer.role });
      page.vf.answers[name] = answer;
      return;
    }
    // Who may not look any more sees nothing of before.
    if (answer.role === null) page.vf.answers = {};
    page.vf.trouble = page.vf.trouble || withHint(answer.trouble, again);
  }

  function lookIfDue() {
    const pause = isMoving() ? often : every;
    if (page.vf.sure === '' && Date.now() - lookedAt >= pause - 1000) look();
  }

  /** A line on top of the page; it goes by itself. */
  function say(text) {
    page.vf.said = text;
    clearTimeout(hiding);
    hiding = setTimeout(() => {
      page.vf.said = '';
    }, aWhile);
  }

  /** What something would mean: asked for, and not done. @returns undefined: it could not be told, and why is said */
  async function told(payload) {
    page.vf.isActing = true;
    const answer = await ask(payload);
    page.vf.isActing = false;
    if (!answer.trouble) return answer.text;
    say(inWords(answer.trouble));
    return undefined;
  }

  /** Does what somebody pressed, and says what became of it. */
  async function act(payload) {
    page.vf.isActing = true;
    const answer = await ask(payload);
    Object.assign(page.vf, { isActing: false, sure: '' });
    say(answer.trouble ? inWords(withHint(answer.trouble, unsure)) : answer.text);
    await look();
  }

  /** Opens the question "are you sure?" of a thing; the harmless answer gets the focus. */
  async function confirm(what) {
    page.vf.sure = what;
    await page.$nextTick();
    const no = document.querySelector('.vf-sure [data-no]');
    if (no) no.focus();
  }

  const verbs = {
    approve: { label: 'Approve', sure: 'Yes, approve' },
    retry: { label: 'Retry' },
    ignore: {
      label: 'Ignore',
      sure: 'Yes, ignore',
      asks: 'It is not shown among these any more until you take it up again. What waits for an answer does not happen meanwhile. Sure?',
    },
    'send-again': { label: 'Send again', sure: 'Yes, send again' },
    resume: { label: 'Go on' },
  };

  /** The answers to an item that need nothing but a press. @returns `[{verb, label, sure?, asks?}]` */
  function verbsOf(item) {
    const known = (item.verbs || []).filter((verb) => verb in verbs);
    return known
      .filter((verb) => !(verb === 'approve' && item.verdict === 'approved'))
      .map((verb) => Object.assign({ verb }, verbs[verb]));
  }

  function decide(item, { verb, sure }) {
    if (sure && page.vf.sure !== item.key + verb) return confirm(item.key + verb);
    return act({ ask: 'command', command: { verb, key: item.key } });
  }

  /** Takes the UISP client that was chosen, or whose number was written. */
  function choose(item) {
    const client = Number(String(page.vf.chosen[item.key] || '').trim());
    if (!Number.isInteger(client) || client < 1) {
      say('Choose a client first, or write its number.');
      return undefined;
    }
    if (page.vf.sure !== `${item.key}choose`) return confirm(`${item.key}choose`);
    return act({ ask: 'command', command: { verb: 'choose', key: item.key, client } });
  }

  /** Asks for a file and gives it to the browser. */
  async function download(payload) {
    const answer = await ask(Object.assign({ csv: true }, payload));
    if (!answer.file) {
      say(inWords(answer.trouble || { message: 'There is no file.' }));
      return;
    }
    const url = URL.createObjectURL(new Blob([answer.file.text], { type: 'text/csv;charset=utf-8' }));
    const link = Object.assign(document.createElement('a'), { href: url, download: answer.file.name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  function inWords({ message, hint }) {
    return [message, hint].filter(Boolean).join(' ');
  }

  /** Another page of this dashboard, wherever it hangs. */
  function path(name) {
    return page.$route.path.replace(/[^/]*$/, name);
  }

  function unitHref(label) {
    return page.$router.resolve({ path: path('unit'), query: { unit: label } }).href;
  }

  function openUnit(label) {
    page.$router.push({ path: path('unit'), query: { unit: label } });
  }

  /** One look, and one more when the connection comes back. */
  function onConnect() {
    look();
  }

  function onDisconnect() {
    const lost = inTrouble(isLost);
    for (const give of [...waiting.values()]) give(lost);
    page.vf.trouble = withHint(lost.trouble, again);
  }

  const timer = setInterval(lookIfDue, often);
  document.addEventListener('visibilitychange', lookIfDue);
  socket.on(`msg-input:${page.id}`, onAnswer);
  socket.on('connect', onConnect);
  socket.on('disconnect', onDisconnect);

  function end() {
    clearInterval(timer);
    clearTimeout(hiding);
    document.removeEventListener('visibilitychange', lookIfDue);
    socket.off(`msg-input:${page.id}`, onAnswer);
    socket.off('connect', onConnect);
    socket.off('disconnect', onDisconnect);
  }

  page.vf = Object.assign(
    { answers: {}, at: '', role: '', trouble: null, isBusy: false, isActing: false, said: '', sure: '', chosen: {} },
    { look, told, act, confirm, verbsOf, decide, choose, download, inWords, end },
    { unitHref, openUnit },
    window.villageFiberWords(),
  );
  look();
};
