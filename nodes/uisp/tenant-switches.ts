/**
 * The server's own switches that would still reach tenants although internet is included in their rent (design §4, "Lease started";
 * contracts/uisp-crm.md §7).
 */

interface Switch {
  readonly name: string;
  /** What UISP does when it is on. */
  readonly does: string;
  /** Only a danger when tenants are invoiced by UISP. */
  readonly onlyWithInvoices?: boolean;
  readonly isMail?: boolean;
}

const switches: readonly Switch[] = [
  {
    name: 'generateInvoicesForNewServicesImmediately',
    does: 'makes an invoice as soon as a service is added, whatever its invoicing start says',
  },
  {
    name: 'automaticBillingEnabled',
    does: 'makes invoices by itself each period',
    onlyWithInvoices: true,
  },
  {
    name: 'stopServiceDue',
    does: 'suspends clients whose invoices are overdue, unless the client says otherwise, as ours do',
    onlyWithInvoices: true,
  },
  {
    name: 'approveAndSendInvoiceAutomatically',
    does: 'approves invoices and mails them by itself',
    onlyWithInvoices: true,
    isMail: true,
  },
  {
    name: 'notificationInvoiceNew',
    does: 'mails tenants a notice of each invoice',
    onlyWithInvoices: true,
    isMail: true,
  },
  { name: 'sendInvoiceWithZeroBalance', does: 'mails invoices of nothing, too', onlyWithInvoices: true, isMail: true },
  { name: 'notificationServiceSuspended', does: 'mails tenants when a service is suspended', isMail: true },
  {
    name: 'notificationTicketUserCreatedByEmail',
    does: 'mails tenants when a ticket is opened for them',
    isMail: true,
  },
  { name: 'notificationTicketCommentUserCreatedByEmail', does: 'mails tenants each public comment', isMail: true },
  { name: 'notificationTicketUserChangedStatus', does: 'mails tenants when a ticket changes its status', isMail: true },
];

/** @param on the switches that GET /options carried @returns a sentence and a hint for each that is on, with its name in UISP */
export function stillReachesTenants(
  on: Readonly<Record<string, boolean>>,
  uispInvoices: 'never' | 'normal',
): readonly { readonly text: string; readonly hint: string }[] {
  return switches
    .filter(({ name }) => on[name] === true)
    .filter(({ onlyWithInvoices }) => onlyWithInvoices !== true || uispInvoices === 'normal')
    .filter(({ isMail }) => isMail !== true || on['mailerEnabled'] !== false)
    .map(({ name, does }) => ({
      text: `UISP ${does} (${name}).`,
      hint: 'Switch it off in UISP if tenants should hear from Innago only.',
    }));
}

/** @returns why maintenance tickets cannot be made */
export function ticketTrouble(on: Readonly<Record<string, boolean>>): readonly string[] {
  if (on['ticketingEnabled'] !== false) return [];
  return ['Ticketing is switched off in UISP (ticketingEnabled): no maintenance ticket can be made there.'];
}
