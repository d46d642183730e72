/** The fields of sync-state (digest) as numbers and flags. */
import { flagField, textField } from '../../red.ts';
import { SyncError, thisNode } from '../../sync-error.ts';

/** A little less than a day: a digest at seven in the morning is due again at seven. */
const usualHours = 20;
const mostHours = 720;

export interface DigestFields {
  /** Between two digests, at least. */
  readonly hours: number;
  readonly signOfLife: boolean;
  /** Of editor or dashboard, http or https; undefined: none is set. */
  readonly address: string | undefined;
}

/** @throws SyncError DIGEST_FIELDS (trouble operator) */
export function digestFields(config: Readonly<Record<string, unknown>>): DigestFields {
  const text = textField(config['hours']);
  const hours = text === undefined ? usualHours : Number(text);
  if (!(hours >= 0 && hours <= mostHours)) throw wrong('Hours between', text, `0 to ${mostHours}`);
  const address = textField(config['address']);
  if (address !== undefined && !/^https?:\/\/[^\s"<>]+$/i.test(address))
    throw wrong('Address to answer at', address, 'https://nodered.example.com');
  return { hours, signOfLife: flagField(config['signOfLife']), address };
}

function wrong(field: string, text: string | undefined, example: string): SyncError {
  return new SyncError(`The field "${field}" reads "${text ?? ''}", which cannot be used.`, {
    code: 'DIGEST_FIELDS',
    trouble: 'operator',
    hint: `Write it like this: ${example}`,
    about: thisNode,
  });
}
