import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// The tools are scripts for the Node that runs this one, not for whatever the machine has.
const entries = {
  biome: fileURLToPath(import.meta.resolve('@biomejs/biome/bin/biome')),
  tsc: 'node_modules/typescript/bin/tsc',
  knip: 'node_modules/knip/bin/knip.js',
  depcruise: 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
};

// npm run check: format and lint, types, unused code, import rules, and whether what is kept compiled is its source's. Each runs, so that one run shows all.
const steps: { name: string; run(): { ok: boolean; output: string } }[] = [
  { name: 'format and lint', run: () => tool('biome', ['check', '--error-on-warnings', '.']) },
  { name: 'types', run: () => tool('tsc', ['-p', 'tsconfig.json']) },
  { name: 'unused code', run: () => tool('knip', ['--no-progress']) },
  { name: 'import rules', run: importRules },
  { name: 'compiled loops', run: () => node(['bin/loops.ts', '--check']) },
];

let failed = 0;
for (const { name, run } of steps) {
  const began = Date.now();
  const { ok, output } = run();
  process.stdout.write(
    `${ok ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)\n`,
  );
  if (!ok) {
    failed += 1;
    process.stdout.write(`${output}\n`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;

function tool(name: keyof typeof entries, args: string[]): { ok: boolean; output: string } {
  return node([entries[name], ...args]);
}

function node(args: string[]): { ok: boolean; output: string } {
  const done = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 64_000_000,
  });
  return { ok: done.status === 0, output: `${done.stdout}${done.stderr}` };
}

/** Reads nothing, finds nothing wrong: the number of modules is checked too. */
function importRules(): { ok: boolean; output: string } {
  const done = tool('depcruise', ['--config', '.dependency-cruiser.cjs', 'src']);
  const read = Number(/(\d+) modules/.exec(done.output)?.[1] ?? 0);
  return read < 150 ? { ok: false, output: `Only ${read} modules were read.\n${done.output}` } : done;
}
