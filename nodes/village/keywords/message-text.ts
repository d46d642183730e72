/** The three texts of a message, by the properties that the operator chose. */
import { type Message, type RuntimeApi, textField } from '../../red.ts';
import type { RoutedText } from './router.ts';
import { type Field, fields, invalidKeywords } from './rule.ts';

/** Of fields that a stored node does not have. An empty field is not looked up. The dialog repeats them; a test holds both together. */
export const defaultProperties: Readonly<Record<Field, string>> = {
  subject: 'payload.ticket.title',
  description: 'payload.ticket.description',
  category: 'payload.ticket.category',
};

/**
 * @param config the node's: `subject`, `description` and `category`, each a property of the message such as `payload.title`
 * @returns reads a message: text as it is, numbers as text; anything else, and what is not there, is empty
 * @throws SyncError KEYWORDS_INVALID (trouble operator) when a property is none that Node-RED could read
 */
export function messageTextOf(
  util: Pick<RuntimeApi['util'], 'getMessageProperty' | 'normalisePropertyExpression'>,
  config: Readonly<Record<string, unknown>>,
): (message: Message) => RoutedText {
  const [subject, description, category] = fields.map((field) => {
    const property = textField(config[field] ?? defaultProperties[field]);
    if (property !== undefined) checkProperty(util, field, property);
    return property;
  });
  const read = (message: Message, property: string | undefined): string => {
    if (property === undefined) return '';
    try {
      return textOf(util.getMessageProperty(message, property));
    } catch {
      // Some part of the path is not there.
      return '';
    }
  };
  return (message) => ({
    subject: read(message, subject),
    description: read(message, description),
    category: read(message, category),
  });
}

function checkProperty(
  util: Pick<RuntimeApi['util'], 'normalisePropertyExpression'>,
  field: Field,
  property: string,
): void {
  try {
    util.normalisePropertyExpression(property);
  } catch {
    throw invalidKeywords(
      `The ${field} is to be found in msg.${property}, which is no property of a message.`,
      'Open this keyword-router and correct the property, for example payload.title.',
    );
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}
