import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

// npm run loops: compiles the inner loops of the linkage. With --check it only says whether what is kept is what their source gives.
const folder = join(import.meta.dirname, '../src/linkage/loops');
const modules = ['cells', 'pairs'];

/** The source as it stands, compiled. */
async function compiled(name: string): Promise<Uint8Array> {
  const made = new Map<string, Uint8Array>();
  const { error, stderr } = await asc.main(
    [
      `${name}.ts`,
      ...['--baseDir', folder, '--outFile', 'out.wasm', '--runtime', 'stub', '-O3', '--noAssert'],
      ...['--enable', 'simd', '--enable', 'threads', '--importMemory', '--sharedMemory'],
      // What there is at least: whoever makes the memory says how much there is.
      ...['--initialMemory', '1', '--maximumMemory', '65536'],
    ],
    {
      writeFile: (file: string, contents: string | Uint8Array) => {
        if (typeof contents !== 'string') made.set(file, contents);
      },
    },
  );
  const [bytes] = made.values();
  if (error !== null || !bytes) throw new Error(`${name}.ts: ${stderr.toString()}`);
  return bytes;
}

for (const name of modules) {
  const path = join(folder, `${name}.wasm`);
  const bytes = await compiled(name);
  if (!process.argv.includes('--check')) {
    writeFileSync(path, bytes);
    process.stdout.write(`${name}.wasm: ${bytes.length} bytes\n`);
  }
  if (!readFileSync(path).equals(bytes)) {
    process.stderr.write(`${name}.wasm is not what ${name}.ts gives: run npm run loops.\n`);
    process.exitCode = 1;
  }
}
