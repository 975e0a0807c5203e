import { type ErrorCode, WaymarkError } from '../../src/kernel/errors.ts';

/** For `assert.rejects`: the refusal of the catalogue with this code, and nothing else. */
export const isRefused =
  (code: ErrorCode) =>
  (error: unknown): boolean => {
    if (error instanceof WaymarkError && error.code === code) return true;
    throw error;
  };
