/**
 * The steps of the guided tour, in the form of Node-RED's tour guide. It is loaded by the plugin village-fiber-tour, whose catalogs
 * hold the texts. A step whose target is not there is shown in the middle of the screen, so the tour never breaks off.
 */
const { RED, $ } = window;

/** Milliseconds that something may take to come into view before the step goes on without it. */
const patience = 3000;
const documentation = 'https://github.com/erefiber/node-red-innago-uisp#readme';

const words = (key) => RED.plugins.getPlugin('village-fiber-tour')._(`village-fiber-tour.${key}`);

/** The first node of a type (drawn or of the configuration), with these properties. */
function nodeOf(type, properties = {}) {
  const fits = (node) => node.type === type && Object.entries(properties).every(([key, value]) => node[key] === value);
  let found;
  const look = (node) => {
    if (found === undefined && fits(node)) found = node;
  };
  RED.nodes.eachNode(look);
  RED.nodes.eachConfig(look);
  return found;
}

/** The guide runs no more: Escape was pressed, maybe while a step was being prepared. */
const isOver = () => document.querySelector('.red-ui-tourGuide-shade') === null;

/** Calls back once something is so, or after so many milliseconds; not at all when the tour has ended meanwhile. */
function when(isSo, most, done) {
  const deadline = Date.now() + most;
  const look = () => {
    if (isOver()) closeDialogs();
    else if (isSo() || Date.now() > deadline) done();
    else setTimeout(look, 40);
  };
  look();
}

/** Calls back once the element that `find` gives has stood still for a moment, or when patience ends. */
function whenStill(find, done) {
  let last;
  let times = 0;
  const isStill = () => {
    const box = find()?.getBoundingClientRect();
    const place = box && [box.left, box.top, box.width, box.height].join();
    times = place !== undefined && place === last ? times + 1 : 0;
    last = place;
    return times >= 4;
  };
  when(isStill, patience, done);
}

/** Leaves dialogs as their own Cancel does. @param done called once they have slid out, if the tour still runs then */
export function closeDialogs(done) {
  const deadline = Date.now() + patience;
  let pressed;
  const look = () => {
    const open = document.querySelectorAll('.red-ui-tray');
    if (open.length === 0 || Date.now() > deadline) return isOver() ? undefined : done?.();
    const cancel = $('#node-config-dialog-cancel:visible, #node-dialog-cancel:visible').last();
    if (pressed !== open.length && cancel.length > 0) {
      pressed = open.length;
      cancel.trigger('click');
    }
    setTimeout(look, 40);
  };
  look();
}

function find(selector) {
  const element = document.querySelector(selector);
  return element?.getClientRects().length ? element : undefined;
}

function paragraphs(...texts) {
  return texts.map((text) => $('<p>').text(text).prop('outerHTML')).join('');
}

/** What all steps have: texts by their name, and a target that is looked for when its step is shown. */
function step(name, target, more = {}) {
  return {
    get title() {
      return words(`${name}.title`);
    },
    get description() {
      return paragraphs(words(`${name}.text`), words(`${name}.more`));
    },
    get element() {
      const element = target?.();
      return element ? $(element) : undefined;
    },
    width: 380,
    prepare: closeDialogs,
    ...more,
  };
}

/** A node of the flow, scrolled into view. */
function atNode(name, type, properties) {
  const target = () => document.getElementById(nodeOf(type, properties)?.id ?? '');
  return step(name, target, {
    prepare(done) {
      closeDialogs(() => {
        const node = nodeOf(type, properties);
        if (node === undefined) return done();
        RED.view.reveal(node.id, false);
        whenStill(() => document.getElementById(node.id), done);
      });
    },
  });
}

/** A field of a node's dialog, which is opened for it and left as it was. */
function inDialog(name, type, selector, direction = 'left') {
  const field = () => find(`.red-ui-tray ${selector}`);
  return step(name, field, {
    direction,
    prepare(done) {
      closeDialogs(() => {
        const node = nodeOf(type);
        if (node === undefined) return done();
        if (node.x === undefined) RED.editor.editConfig('', type, node.id);
        else RED.editor.edit(node);
        // The editor moves the focus into a dialog once it has slid in, and would take it away from the tour.
        const isIn = () => document.querySelector('.red-ui-tray')?.contains(document.activeElement);
        when(isIn, 10000, () => {
          field()?.scrollIntoView({ block: 'center' });
          whenStill(field, done);
        });
      });
    },
  });
}

const showFlow = () => {
  const node = nodeOf('innago-poll');
  if (node !== undefined) RED.workspaces.show(node.z);
};

export default {
  steps: [
    step('welcome', undefined, {
      titleIcon: 'fa fa-building-o',
      get description() {
        const isThere = nodeOf('innago-poll') !== undefined;
        return paragraphs(words('welcome.text'), words(isThere ? 'welcome.more' : 'welcome.noFlow'));
      },
      prepare: showFlow,
    }),
    atNode('scan', 'innago-poll', { action: 'poll' }),
    atNode('chain', 'uisp-client'),
    inDialog('account', 'innago-account', '#node-config-input-apiKey'),
    inDialog('server', 'uisp-server', '#uisp-server-test', 'top'),
    inDialog('onuTable', 'fiber-plans', '#node-config-input-onuTable'),
    inDialog('dryRun', 'sync-database', '#node-config-input-mode'),
    step('plan', () => find('.village-fiber-tab'), {
      direction: 'left',
      prepare(done) {
        closeDialogs(() => {
          RED.sidebar.show('village-fiber-sidebar');
          whenStill(() => find('.village-fiber-tab'), done);
        });
      },
    }),
    inDialog('oneUnit', 'sync-database', '#node-config-input-onlyUnits'),
    atNode('attention', 'sync-state', { action: 'attention' }),
    inDialog('router', 'keyword-router', '.red-ui-editableList'),
    step('end', undefined, {
      titleIcon: 'fa fa-check',
      get description() {
        const link = $('<a>', { href: documentation, target: '_blank', rel: 'noopener' }).text(words('end.docs'));
        return paragraphs(words('end.text'), words('end.more')) + $('<p>').append(link).prop('outerHTML');
      },
    }),
  ],
};
