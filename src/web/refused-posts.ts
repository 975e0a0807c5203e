/** Posts of one address that were refused, counted by the minute and in memory: strangers make nothing be written. */
export class RefusedPosts {
  readonly #most: number;
  /** Addresses remembered at once; the oldest goes first. */
  readonly #remembered: number;
  readonly #counts = new Map<string, { minute: number; n: number }>();

  constructor({ most = 60, remembered = 10_000 } = {}) {
    this.#most = most;
    this.#remembered = remembered;
  }

  /** Seconds to wait, where an address has been refused too often in this minute. */
  waitOf(address: string, now: Date): number | undefined {
    const minute = minuteOf(now);
    const count = this.#counts.get(address);
    if (count === undefined || count.minute !== minute || count.n < this.#most) return undefined;
    return 60 - now.getUTCSeconds();
  }

  note(address: string, now: Date): void {
    const minute = minuteOf(now);
    const before = this.#counts.get(address);
    this.#counts.delete(address);
    this.#counts.set(address, { minute, n: before?.minute === minute ? before.n + 1 : 1 });
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > this.#remembered && oldest !== undefined) this.#counts.delete(oldest);
  }
}

const minuteOf = (now: Date): number => Math.floor(now.getTime() / 60_000);
