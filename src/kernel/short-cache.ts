/** Values that may be a few seconds old. Bounded: when it is full, it starts anew. */
export class ShortCache {
  readonly #lifeMs: number;
  readonly #entries = new Map<string, { value: unknown; until: number }>();

  constructor(lifeMs: number) {
    this.#lifeMs = lifeMs;
  }

  /** The value under a key, or what `load` gives (kept for the cache's life). Callers agree on a key's type. */
  async get<Value>(key: string, load: () => Promise<Value>): Promise<Value> {
    const now = performance.now();
    const found = this.#entries.get(key);
    if (found !== undefined && found.until > now) return found.value as Value;
    const value = await load();
    if (this.#entries.size >= 5_000) this.#entries.clear();
    this.#entries.set(key, { value, until: now + this.#lifeMs });
    return value;
  }

  clear(): void {
    this.#entries.clear();
  }
}
