import { liveOneLife } from './one-life.ts';
import { small, large } from './which-lives.ts';
const first = Number(process.argv[2] ?? 1), count = Number(process.argv[3] ?? 1), verbose = process.argv[4];
const over = JSON.parse(process.env.OVER ?? '{}');
const base = process.env.LARGE ? large : small;
const t=performance.now(); let ticks=0, bad=0, events=0; const kinds=new Map<string,number[]>();
for (let seed=first; seed<first+count; seed++) {
  const o = await liveOneLife({...base, ...over, seed});
  ticks+=o.ticks; events+=o.history.length;
  if (o.wrong.length) { bad++; const k=o.wrong[0]!.replace(/\d+/g,'#').slice(0,60); kinds.set(k,[...(kinds.get(k)??[]),seed]);
  if (verbose) { console.log(`seed ${seed}`, o.history.slice(-25).join('\n')); console.log('WRONG', o.wrong); } }
}
const cpu=process.cpuUsage(); console.log("cpu s", (cpu.user+cpu.system)/1e6);
console.log({bad,count,ticks,events,ms:Math.round(performance.now()-t)}, [...kinds].map(([k,v])=>`${v.length} ${k} ${v.slice(0,5)}`));
