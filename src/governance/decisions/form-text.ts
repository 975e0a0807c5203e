import type { FieldError } from '../../kernel/errors.ts';
import type { CertificateForm, DecisionForm, SectionForm } from './types.ts';

/** An office's form as it is typed: a line of text for each section, question, certificate and option. */
export interface TypedForm {
  code: string;
  name: string;
  sections: string;
  questions: string;
  certificates: string;
  statement: string;
}

const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-$/, '');

/** A form in lines: `* Summary` must be filled in, `- Submitted to` is one line long. */
export const formText = (form: DecisionForm): Omit<TypedForm, 'code' | 'name'> => ({
  sections: form.sections
    .map(
      ({ title, kind, required }) => `${required === true ? '* ' : ''}${kind === 'line' ? '- ' : ''}${title}`,
    )
    .join('\n'),
  questions: form.questions.map(({ text }) => text).join('\n'),
  certificates: form.certificates
    .flatMap(({ title, role, text, options, optional }) => [
      `${title}${optional === true ? ' (optional)' : ''} (${role}): ${text}`,
      ...options.map(
        ({ code, text: words, joined }) => `${joined === undefined ? '' : `${joined} `}${code}) ${words}`,
      ),
    ])
    .join('\n'),
  statement: form.statement,
});

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/**
 * Reads a form of the office's own, made from another, whose labels and capacities of decision-makers it keeps.
 * @param signers roles that certify in this scheme.
 */
export function readForm(
  typed: TypedForm,
  base: DecisionForm,
  signers: readonly string[],
): { form: DecisionForm } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const code = slug(typed.code);
  if (code.length < 3) errors.push({ field: 'code', text: 'Give the form a code, like norfolk-2027' });
  if (typed.name.trim() === '') errors.push({ field: 'name', text: 'Give the form a name' });
  const sections = coded(linesOf(typed.sections).map((line) => readSectionLine(line, base)));
  if (sections.length === 0) errors.push({ field: 'sections', text: 'Enter one section at least' });
  const doubled = sections.find(
    (one, at) => sections.findIndex(({ code: other }) => other === one.code) !== at,
  );
  if (doubled !== undefined)
    errors.push({ field: 'sections', text: `Two sections are called “${doubled.title}”` });
  const questions = linesOf(typed.questions).map((text, at) => ({
    code: base.questions.find((question) => question.text === text)?.code ?? `question-${at + 1}`,
    text,
  }));
  const certificates = readCertificates(linesOf(typed.certificates), { base, signers }, errors);
  return errors.length > 0
    ? { errors }
    : {
        form: {
          ...base,
          code,
          name: typed.name.trim(),
          sections,
          questions,
          certificates,
          statement: typed.statement.trim(),
        },
      };
}

function readSectionLine(line: string, base: DecisionForm): SectionForm {
  const match = /^(\* )?(- )?(.*)$/.exec(line);
  const title = match?.[3] ?? line;
  return {
    code: base.sections.find((section) => section.title === title)?.code ?? slug(title),
    title,
    kind: match?.[2] === undefined ? 'text' : 'line',
    ...(match?.[1] === undefined ? {} : { required: true }),
  };
}

const coded = (sections: readonly SectionForm[]): SectionForm[] =>
  sections.map((section, at) => (section.code === '' ? { ...section, code: `section-${at + 1}` } : section));

function readCertificates(
  lines: readonly string[],
  { base, signers }: { base: DecisionForm; signers: readonly string[] },
  errors: FieldError[],
): CertificateForm[] {
  const certificates: CertificateForm[] = [];
  for (const line of lines) {
    const option = /^(?:(or|and) )?([a-z])\) (.+)$/i.exec(line);
    const last = certificates.at(-1);
    if (option !== null && last !== undefined) {
      const word = option[1]?.toLowerCase();
      last.options.push({
        code: option[2] ?? '',
        text: option[3] ?? '',
        ...(word === 'or' || word === 'and' ? { joined: word } : {}),
      });
      continue;
    }
    const head = /^(.+?)( \(optional\))? \(([a-z0-9-]*)\): (.+)$/.exec(line);
    const role = head?.[3] ?? '';
    if (head === null || (role !== '' && !signers.includes(role))) {
      errors.push({
        field: 'certificates',
        text: `Write each certificate as “Title (role): text”, its options below it as “a) text”, “or b) text”, “and c) text”. The role is ${signers.join(' or ')}. This line cannot be read: ${line.slice(0, 60)}`,
      });
      continue;
    }
    const title = head[1] ?? '';
    certificates.push({
      kind: base.certificates.find((known) => known.title === title)?.kind ?? slug(title),
      title,
      role,
      text: head[4] ?? '',
      options: [],
      ...(head[2] === undefined && role !== '' ? {} : { optional: true }),
    });
  }
  return certificates;
}
