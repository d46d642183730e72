/** A flow with one page of FlowFuse's dashboard, whose button tells who pressed it, and a web page of the flow's own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const base = {
  id: 'base',
  type: 'ui-base',
  name: 'Village Fiber',
  path: '/dashboard',
  includeClientData: true,
  acceptsClientConfig: ['ui-control', 'ui-notification', 'ui-text'],
  showPathInSidebar: false,
  navigationStyle: 'default',
};
const theme = {
  id: 'theme',
  type: 'ui-theme',
  name: 'Theme',
  colors: { surface: '#ffffff', primary: '#0094CE', bgPage: '#eeeeee', groupBg: '#ffffff', groupOutline: '#cccccc' },
  sizes: { density: 'default', pagePadding: '12px', groupGap: '12px', groupBorderRadius: '4px', widgetGap: '12px' },
};

const flow = [
  { id: 'tab', type: 'tab', label: 'dashboard' },
  base,
  theme,
  { id: 'page', type: 'ui-page', name: 'Page', ui: 'base', path: '/page', layout: 'grid', theme: 'theme', order: 1 },
  { id: 'group', type: 'ui-group', name: 'Group', page: 'page', width: '6', height: '1', order: 1, showTitle: true },
  {
    id: 'template',
    type: 'ui-template',
    z: 'tab',
    group: 'group',
    name: '',
    order: 1,
    width: 6,
    height: 1,
    format: '<div id="compiled">{{ 20 + 3 }}</div>',
    storeOutMessages: true,
    passthru: true,
    resendOnRefresh: true,
    templateScope: 'local',
    x: 100,
    y: 100,
    wires: [[]],
  },
  { id: 'in', type: 'http in', z: 'tab', url: '/tenants', method: 'get', x: 100, y: 200, wires: [['out']] },
  { id: 'out', type: 'http response', z: 'tab', statusCode: '200', x: 300, y: 200, wires: [] },
];

/** Puts the flow into a user directory in which Node-RED has not started yet. */
export function dashboardFlow(userDir: string): void {
  mkdirSync(userDir, { recursive: true, mode: 0o700 });
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flow));
}
