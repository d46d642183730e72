import type { CrmApi, NmsApi, UispDirectory } from './ports.ts';
import type { TicketSettings } from './uisp-server-settings.ts';

/** What the config node `uisp-server` offers to other nodes. */
export interface UispServerNode {
  /**
   * One UISP, shared by all nodes that chose it; connected when it is first needed.
   * @throws SyncError NOT_CONFIGURED naming field and variable, UISP_URL, UISP_HTTP_REFUSED, UISP_CA_FILE, UISP_CRM_TLS,
   *   ROUTE_INVALID; all trouble operator
   */
  uisp(): {
    readonly crm: CrmApi;
    readonly nms: NmsApi;
    readonly directory: UispDirectory;
    readonly settings: TicketSettings & { readonly uispInvoices: 'never' | 'normal' };
    /**
     * Each tick probes a server in trouble once (design §2, "Faults").
     * @param at when the tick's scan began, epoch ms: the same again is the same tick
     */
    tickBegan(at: number | undefined): void;
  };
}
