import { StatisticsError } from './errors.ts';

/** Any number but NaN; infinities are allowed because a distribution function has a value there. */
export function requireNumber(name: string, value: number): void {
  if (typeof value !== 'number' || Number.isNaN(value)) {
    throw new StatisticsError('invalid-argument', `${name} must be a number, not ${String(value)}`);
  }
}

export function requireFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) {
    throw new StatisticsError('invalid-argument', `${name} must be a finite number, not ${String(value)}`);
  }
}

export function requirePositive(name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new StatisticsError('invalid-argument', `${name} must be positive, not ${String(value)}`);
  }
}

export function requireInteger(name: string, value: number): void {
  if (!Number.isInteger(value)) {
    throw new StatisticsError('invalid-count', `${name} must be a whole number, not ${String(value)}`);
  }
}

/** A count: whole, not negative, and small enough that adding one still changes it. */
export function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new StatisticsError('invalid-count', `${name} must be a whole number from 0, not ${String(value)}`);
  }
}

export function requireExposure(name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new StatisticsError(
      'invalid-exposure',
      `${name} must be a positive time at risk, not ${String(value)}; leave out those who had none, and say how many`,
    );
  }
}

/** A probability, both ends included. */
export function requireProbability(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) {
    throw new StatisticsError('invalid-probability', `${name} must lie in [0, 1], not ${String(value)}`);
  }
}

/** A confidence level, both ends left out. */
export function requireLevel(level: number): void {
  if (!(level > 0 && level < 1)) {
    throw new StatisticsError(
      'invalid-level',
      `the confidence level must lie in (0, 1), not ${String(level)}`,
    );
  }
}

export function requireSameLength(name: string, expected: number, actual: number): void {
  if (expected !== actual) {
    throw new StatisticsError(
      'lengths-differ',
      `${name} has ${actual} entries where ${expected} were expected`,
    );
  }
}
