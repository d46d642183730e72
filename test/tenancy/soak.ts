/** `node test/tenancy/soak.ts [lives] [first seed]`: ten thousand lives, or as many as asked for, and what went wrong in them. */
import { availableParallelism } from 'node:os';
import { inWords, liveThem } from './lives-processes.ts';
import { chosenSeed, small } from './which-lives.ts';

const count = chosenSeed === undefined ? Number(process.argv[2] ?? 10_000) : 1;
const seed = chosenSeed ?? Number(process.argv[3] ?? 1_000_000);
const began = performance.now();
const minutes = () => ((performance.now() - began) / 60_000).toFixed(1);
// Denser than in CI: more people, more mishaps, more trouble.
const run = {
  ...small,
  seed,
  inhabited: 6,
  newcomers: 1.5,
  mishaps: 1.5,
  crowds: 0.2,
  unlucky: 0.25,
  lasting: 0.06,
  plans: 0.1,
};
const lives = { run, count, processes: availableParallelism(), mostWrong: 10 };
const {
  wrong,
  ticks,
  lives: lived,
} = await liveThem(lives, new AbortController().signal, (done) => {
  if (done % 100 === 0) console.log(`${done} of ${count} lives after ${minutes()} minutes`);
});
console.log(`${lived} lives from seed ${seed} on, ${ticks} ticks, ${minutes()} minutes: ${wrong.length} went wrong.`);
for (const one of wrong) console.log(`\n${inWords(one)}`);
process.exitCode = wrong.length > 0 ? 1 : 0;
