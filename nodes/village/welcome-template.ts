/**
 * The welcome mail's subject and text: the brief's, to the letter. The flow's template nodes hold copies that the operator may edit (a
 * test keeps the shipped ones equal to these).
 *
 * Mustache, against the flow message: `msg.payload` is what `welcomeMail` (welcome.ts) gives. Three braces, because two would write
 * `O&#39;Brien` (plain text must not be escaped; see `mailBody` for what happens to `<`).
 */
export const welcomeSubjectTemplate = 'Your Village Fiber Internet is Ready - Unit {{{payload.unit}}}';

/** The text; see above. */
export const welcomeTemplate = `Hi {{{payload.tenant.firstName}}},

Welcome to Victorian Village! Your Village Fiber internet is active starting {{{payload.startDate}}}.

Important: A router is not included. You'll need to provide your own WiFi router to connect - just plug it into the fiber jack in your unit. Or pick up our recommended one below:

Recommended Router: TP-Link Archer AX55 - $70
https://www.amazon.com/TP-Link-WiFi-AX3000-Smart-Router/dp/B09G5W9R6R

Note: If you plan on upgrading to Village Fiber 2G, you'll need the Pro model to get full speeds.
https://www.amazon.com/TP-Link-AX3000-Archer-AX55-Pro/dp/B0BTD7V93F

Your Current Plan: {{{payload.planLine}}}

Want faster speeds? Submit a maintenance request in your tenant portal with subject "Internet Upgrade" and your choice:

| Package          | Speed    | Add-on   |
|------------------|----------|----------|
{{#payload.upgrades}}
| {{{name}}} | {{{speed}}} | {{{addOn}}} |
{{/payload.upgrades}}

Internet issues? Submit a maintenance request with "Internet" in the subject.

— ERE Fiber LLC
`;
