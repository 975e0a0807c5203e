import type { Day } from '../../kernel/clock.ts';
import { field, formBody } from '../../web/schemas.ts';
import {
  type AnswerInput,
  type Basis,
  bases,
  type LabAnswer,
  type LabRequest,
  type Part,
  type PartAnswer,
  type RequestInput,
  type Result,
  results,
} from './types.ts';

/** The forms as typed; kept as they are when something in them needs correcting. */
export interface RequestForm {
  name?: string;
  joinedFrom?: string;
  joinedTo?: string;
  strand?: string;
  basis?: string;
  basisReference?: string;
  recipient?: string;
}

export const requestBody = formBody({
  name: field(200),
  joinedFrom: field(10),
  joinedTo: field(10),
  strand: field(40),
  basis: field(40),
  basisReference: field(300),
  recipient: field(300),
});

const filled = (text: string | undefined): string | null => {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
};

const isBasis = (text: string | null): text is Basis => bases.some((basis) => basis === text);

export function readRequest(form: RequestForm): RequestInput {
  const basis = filled(form.basis);
  return {
    name: form.name?.trim() ?? '',
    joinedFrom: form.joinedFrom ?? '',
    joinedTo: form.joinedTo ?? '',
    strand: filled(form.strand),
    basis: isBasis(basis) ? basis : null,
    basisReference: filled(form.basisReference),
    recipient: filled(form.recipient),
  };
}

export const formOfRequest = (request: LabRequest): RequestForm => ({
  name: request.name,
  joinedFrom: request.joinedFrom,
  joinedTo: request.joinedTo,
  strand: request.strand ?? '',
  basis: request.basis ?? '',
  basisReference: request.basisReference ?? '',
  recipient: request.recipient ?? '',
});

const partFields = ['result', 'treated', 'compared', 'low', 'high', 'words'] as const;
export type PartField = `${Part}-${(typeof partFields)[number]}`;

export type AnswerForm = Partial<Record<PartField, string>> & {
  request?: string;
  title?: string;
  publishedOn?: string;
  address?: string;
  submitted?: string;
  analysed?: string;
  comparisonPeople?: string;
  period?: string;
};

const partBody = <P extends Part>(part: P) => ({
  [`${part}-result`]: field(40),
  [`${part}-treated`]: field(20),
  [`${part}-compared`]: field(20),
  [`${part}-low`]: field(20),
  [`${part}-high`]: field(20),
  [`${part}-words`]: field(4_000),
});

export const answerBody = formBody({
  request: field(20),
  title: field(300),
  publishedOn: field(10),
  address: field(500),
  submitted: field(10),
  analysed: field(10),
  comparisonPeople: field(10),
  period: field(200),
  ...partBody('rate'),
  ...partBody('frequency'),
  ...partBody('days'),
});

/** Empty is not known; what is no number is `NaN`, which the rules refuse in place. */
const number = (text: string | undefined): number | null => {
  const written = filled(text);
  return written === null ? null : Number(written.replace(/[−–]/g, '-').replaceAll(',', ''));
};

const isResult = (text: string | null): text is Result => results.some((result) => result === text);

function readPart(form: AnswerForm, part: Part): PartAnswer {
  const result = filled(form[`${part}-result`]);
  return {
    result: isResult(result) ? result : null,
    treated: number(form[`${part}-treated`]),
    compared: number(form[`${part}-compared`]),
    low: number(form[`${part}-low`]),
    high: number(form[`${part}-high`]),
    words: filled(form[`${part}-words`]),
  };
}

export const readAnswer = (form: AnswerForm): AnswerInput => ({
  requestId: number(form.request),
  title: form.title?.trim() ?? '',
  publishedOn: (form.publishedOn ?? '') as Day,
  address: filled(form.address),
  submitted: number(form.submitted),
  analysed: number(form.analysed) ?? Number.NaN,
  comparisonPeople: number(form.comparisonPeople),
  period: filled(form.period),
  rate: readPart(form, 'rate'),
  frequency: readPart(form, 'frequency'),
  days: readPart(form, 'days'),
});

const written = (value: number | string | null): string => (value === null ? '' : String(value));

export function formOfAnswer(answer: LabAnswer): AnswerForm {
  const of = (part: Part): AnswerForm =>
    Object.fromEntries(partFields.map((name) => [`${part}-${name}`, written(answer[part][name])]));
  return {
    request: written(answer.requestId),
    title: answer.title,
    publishedOn: answer.publishedOn,
    address: written(answer.address),
    submitted: written(answer.submitted),
    analysed: String(answer.analysed),
    comparisonPeople: written(answer.comparisonPeople),
    period: written(answer.period),
    ...of('rate'),
    ...of('frequency'),
    ...of('days'),
  };
}
