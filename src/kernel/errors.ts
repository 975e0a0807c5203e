/**
 * The one catalogue of errors. A code is stable (tests, API callers and the audit rely on it); the text is
 * what a user reads. `status` is the HTTP status a page or API answer gets.
 */
export const errorCatalogue = {
  'not-found': { status: 404, text: 'We cannot show this page. It may not exist, or you may not see it.' },
  'not-signed-in': { status: 401, text: 'Sign in first.' },
  'right-missing': { status: 403, text: 'Your role does not allow this.' },
  'form-expired': { status: 403, text: 'This form has expired. Open the page again and send it once more.' },
  invalid: { status: 422, text: 'Some of what you entered needs correcting.' },
  'bad-request': { status: 400, text: 'The request could not be read.' },
  'too-large': { status: 413, text: 'What you sent is too large.' },
  'wrong-type': { status: 415, text: 'This kind of content is not accepted here.' },
  'too-many': { status: 429, text: 'Too many requests. Wait a minute and try again.' },
  'stale-version': { status: 409, text: 'Somebody changed this while you were working on it.' },
  'key-reused': { status: 409, text: 'This form was already used to send something else. Open it again.' },
  'not-allowed-now': { status: 409, text: 'This cannot be done at this stage.' },
  conflict: { status: 409, text: 'This conflicts with what is already recorded.' },
  'database-busy': { status: 503, text: 'The system is busy. Nothing was changed. Try again.' },
  internal: { status: 500, text: 'Something went wrong. Nothing was changed.' },
  'folder-in-use': { status: 500, text: 'Another Waymark process is using this data folder.' },
  'wrong-setting': { status: 500, text: 'A setting is wrong.' },
  'bad-file': { status: 422, text: 'The file could not be read.' },
} as const;

export type ErrorCode = keyof typeof errorCatalogue;

export interface FieldError {
  /** Name of the form field or input property, as in the form. */
  field: string;
  text: string;
}

export interface ErrorDetails {
  /** What and where, for the user. Never a name or another agency's text. */
  text?: string;
  fields?: FieldError[];
  /** Codes and ids that help a caller (never personal data). */
  data?: Record<string, unknown>;
  cause?: unknown;
}

/** Every expected failure. Anything else that is thrown is a fault and becomes `internal`. */
export class WaymarkError extends Error {
  override readonly name = 'WaymarkError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly fields: readonly FieldError[];
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(
      details.text ?? errorCatalogue[code].text,
      details.cause === undefined ? {} : { cause: details.cause },
    );
    this.code = code;
    this.status = errorCatalogue[code].status;
    this.fields = details.fields ?? [];
    this.data = details.data ?? {};
  }
}

export const notFound = (): WaymarkError => new WaymarkError('not-found');

export const invalid = (fields: FieldError[]): WaymarkError =>
  new WaymarkError('invalid', { text: fields.map((field) => field.text).join(' '), fields });
