/** Checks of what was read as JSON: each gives the value with its type, or says what is wrong and where. */

export type Check<T> = (value: unknown, at: string) => T;

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

export function wrongAt(at: string, what: string): Error {
  return new Error(`${at === '' ? 'it' : at} ${what}.`);
}

export const text: Check<string> = (value, at) => {
  if (typeof value !== 'string') throw wrongAt(at, `must be a text, not ${shown(value)}`);
  return value;
};

export const truth: Check<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw wrongAt(at, `must be true or false, not ${shown(value)}`);
  return value;
};

/** A finite number within bounds. A number that JSON could not hold, such as infinity, stands in it as null. */
export function numberFrom(least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): Check<number> {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw wrongAt(at, `must be a finite number, not ${shown(value)}`);
    if (value < least || value > most) throw wrongAt(at, `must be from ${least} to ${most}; it is ${value}`);
    return value;
  };
}

export function oneOf<T extends string>(what: string, words: readonly T[]): Check<T> {
  return (value, at) => {
    const found = words.find((word) => word === value);
    if (found === undefined) throw wrongAt(at, `must be ${what} (${words.join(', ')}), not ${shown(value)}`);
    return found;
  };
}

export function listOf<T>(check: Check<T>, least = 0): Check<T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw wrongAt(at, `must be a list, not ${shown(value)}`);
    if (value.length < least) throw wrongAt(at, `must have at least ${least} entries`);
    return value.map((item: unknown, k) => check(item, `${at}[${k}]`));
  };
}

export function pairOf<T>(check: Check<T>): Check<readonly [T, T]> {
  return (value, at) => {
    const [one, other, ...more] = listOf(check)(value, at);
    if (one === undefined || other === undefined || more.length > 0)
      throw wrongAt(at, 'must have two entries');
    return [one, other];
  };
}

export function record(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrongAt(at, `must be an object, not ${shown(value)}`);
  return Object.fromEntries(Object.entries(value));
}

const within = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`);

/** Every entry of an object, whatever its name. */
export function entriesOf<T>(check: Check<T>): Check<Record<string, T>> {
  return (value, at) =>
    Object.fromEntries(
      Object.entries(record(value, at)).map(([name, own]) => [name, check(own, within(at, name))]),
    );
}

/** Reads an object name by name; `done` refuses what nobody has asked for, so that a misspelt name is not passed over. */
export class Reader {
  readonly #from: Readonly<Record<string, unknown>>;
  readonly #at: string;
  readonly #asked = new Set<string>();

  constructor(value: unknown, at: string) {
    this.#from = record(value, at);
    this.#at = at;
  }

  get<T>(name: string, check: Check<T>): T {
    this.#asked.add(name);
    return check(Object.hasOwn(this.#from, name) ? this.#from[name] : undefined, within(this.#at, name));
  }

  /** `{ name: value }`, or nothing where it is not there: to be spread. */
  maybe<K extends string, T>(name: K, check: Check<T>): { readonly [name in K]?: T } {
    this.#asked.add(name);
    if (this.#from[name] === undefined) return {};
    const found: { [name in K]?: T } = {};
    found[name] = check(this.#from[name], within(this.#at, name));
    return found;
  }

  done(): void {
    const other = Object.keys(this.#from).find((name) => !this.#asked.has(name));
    if (other !== undefined) throw wrongAt(within(this.#at, other), 'is not a setting that is known');
  }
}

/** An object whose entries are all asked for. */
export function objectOf<T>(read: (from: Reader, at: string) => T): Check<T> {
  return (value, at) => {
    const from = new Reader(value, at);
    const found = read(from, at);
    from.done();
    return found;
  };
}
