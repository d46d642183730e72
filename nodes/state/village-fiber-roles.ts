/**
 * The plugin that tells the dashboard's flow who asks: each message from a browser gets its sender's role, decided here, and answers go
 * to the browser that asked alone. See dashboard/role.ts for who may what.
 */
import { mayBeKept, mayGet, withoutClient, withRole } from './dashboard/connection.ts';
import type { DashboardSettings } from './dashboard/role.ts';

/** What of the runtime's API a plugin of FlowFuse's dashboard needs. */
export interface PluginApi {
  readonly settings: DashboardSettings;
  readonly plugins: {
    registerPlugin(id: string, plugin: { readonly type: string; readonly hooks: DashboardHooks }): void;
  };
}

/** As FlowFuse's dashboard calls them, 1.31. Whatever is thrown in one would end Node-RED. */
export interface DashboardHooks {
  onAddConnectionCredentials<T>(connection: unknown, message: T): T;
  onIsValidConnection(connection: unknown, message: unknown): boolean;
  onCanSaveInStore(message: unknown): boolean;
  onAction<T>(connection: unknown, widgetId: string, message: T): T;
  onSend<T>(connection: unknown, widgetId: string, message: T): T;
}

/** Registers the plugin, once per runtime. */
export default function register(red: PluginApi): void {
  red.plugins.registerPlugin('village-fiber-roles', {
    type: 'node-red-dashboard-2',
    hooks: {
      onAddConnectionCredentials: (connection, message) => withRole(connection, message, red.settings),
      onIsValidConnection: mayGet,
      onCanSaveInStore: mayBeKept,
      onAction: (_connection, _widgetId, message) => withoutClient(message),
      onSend: (_connection, _widgetId, message) => withoutClient(message),
    },
  });
}
