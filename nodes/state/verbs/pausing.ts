/** Everything stops, and goes on again. */
import { pauseEverything } from '../pause.ts';
import { type Asked, note, type OperatorVerb } from './verb.ts';

export const pause: OperatorVerb = { needs: [], carryOut: (asked) => turn(asked, true) };
export const resume: OperatorVerb = { needs: [], carryOut: (asked) => turn(asked, false) };

async function turn(asked: Asked, isOn: boolean): Promise<string> {
  const { store } = asked;
  const word = (paused: boolean) => (paused ? 'paused' : 'running');
  const before = word(store.pause.isOn);
  const text = await pauseEverything(store, isOn);
  await note(
    { ...asked, key: 'everything' },
    { outcome: isOn ? 'paused' : 'resumed', before, after: word(store.pause.isOn) },
  );
  return text;
}
