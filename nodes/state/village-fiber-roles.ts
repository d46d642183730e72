/**
 * The plugin that tells the dashboard's flow who asks: each message from a browser gets its sender's role, decided here, and answers go
 * to the browser that asked alone. See dashboard/role.ts for who may what.
 */
import * as v from 'valibot';
import { isShallow, mayBeKept, mayGet, withoutClient, withRole } from './dashboard/connection.ts';
import type { DashboardSettings } from './dashboard/role.ts';

/** What of the runtime's API a plugin of FlowFuse's dashboard needs. */
export interface PluginApi {
  readonly settings: DashboardSettings;
  readonly nodes: { getNode(id: string): unknown };
  readonly plugins: {
    registerPlugin(id: string, plugin: { readonly type: string; readonly hooks: DashboardHooks }): void;
  };
}

/** As FlowFuse's dashboard calls them, 1.31. Whatever is thrown in one would end Node-RED; what becomes undefined goes no further. */
export interface DashboardHooks {
  onAddConnectionCredentials<T>(connection: unknown, message: T): T;
  onIsValidConnection(connection: unknown, message: unknown): boolean;
  onCanSaveInStore(message: unknown): boolean;
  onAction<T>(connection: unknown, widgetId: unknown, message: T): T | undefined;
  onChange<T>(connection: unknown, widgetId: unknown, message: T): T | undefined;
  onSend<T>(connection: unknown, widgetId: unknown, message: T): T | undefined;
}

const widgetSchema = v.looseObject({ type: v.pipe(v.string(), v.startsWith('ui-')) });

/** Registers the plugin, once per runtime. */
export default function register(red: PluginApi): void {
  // The dashboard sends what a browser says out of any node of the flow: an inject before a command, the mail just before its e-mail node.
  const isWidget = (id: unknown) => typeof id === 'string' && v.is(widgetSchema, red.nodes.getNode(id));
  const taken = <T>(id: unknown, message: T) =>
    isWidget(id) && isShallow(message) ? withoutClient(message) : undefined;
  red.plugins.registerPlugin('village-fiber-roles', {
    type: 'node-red-dashboard-2',
    hooks: {
      onAddConnectionCredentials: (connection, message) => withRole(connection, message, red.settings),
      onIsValidConnection: mayGet,
      onCanSaveInStore: mayBeKept,
      onAction: (_connection, widgetId, message) => taken(widgetId, message),
      // What comes here is the server's own; what the browser has sent is put into its payload later.
      onChange: (_connection, widgetId, message) => (isWidget(widgetId) ? message : undefined),
      onSend: (_connection, widgetId, message) => taken(widgetId, message),
    },
  });
}
