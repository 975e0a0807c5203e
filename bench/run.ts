import { existsSync, readdirSync } from 'node:fs';

// npm run bench -- NAME: prints that benchmark's table; without a name, what there is.
const [name] = process.argv.slice(2);
const known = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -3));
if (name === undefined || !known.includes(name) || !existsSync(new URL(`./${name}.ts`, import.meta.url))) {
  process.stdout.write(`Benchmarks: ${known.join(', ')}\n`);
  process.exitCode = name === undefined ? 0 : 1;
} else {
  const bench: { run(): Promise<void> } = await import(`./${name}.ts`);
  await bench.run();
}
