/** What is used of WebAssembly, which the types of Node leave to those of browsers. */

export interface SharedMemory {
  /** Another when the memory has grown; what lies in an earlier one stays where it is. */
  readonly buffer: SharedArrayBuffer;
}

/** A compiled module: threads of one process share what is made of it. */
export type CompiledModule = object;

declare const WebAssembly: {
  readonly Memory: new (wanted: { initial: number; maximum: number; shared: true }) => SharedMemory;
  readonly Module: new (bytes: Uint8Array) => CompiledModule;
  readonly Instance: new (module: CompiledModule, imports: object) => { readonly exports: unknown };
};

export const PAGE_BYTES = 1 << 16;
const MOST_PAGES = 1 << 16;

/** @throws RangeError where there is not so much memory. */
export function sharedMemory(bytes: number): SharedMemory {
  const initial = Math.ceil(bytes / PAGE_BYTES);
  return new WebAssembly.Memory({ initial, maximum: MOST_PAGES, shared: true });
}

export function compileModule(bytes: Uint8Array): CompiledModule {
  return new WebAssembly.Module(bytes);
}

/** What the module exports, in an instance of its own. */
export function instanceOf(module: CompiledModule, imports: object): unknown {
  return new WebAssembly.Instance(module, imports).exports;
}

/** What the loops call where their memory ends. */
export function noMemory(): never {
  throw new RangeError(
    'This list needs more than 4 GiB to be read and compared: divide it by year of birth.',
  );
}
