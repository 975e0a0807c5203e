import type { FieldError } from '../../kernel/errors.ts';
import { FieldReader, typed } from '../registers/forms.ts';
import {
  type EvidenceForm,
  type EvidenceInput,
  type EvidenceKind,
  evidenceKinds,
  type PrincipleRule,
} from './types.ts';

/** Something of another register that may be linked. */
export interface Linkable {
  kind: Exclude<EvidenceKind, 'document'>;
  id: number;
  title: string;
  href: string;
}

/** Reads the form: a document has a name and, if it is anywhere, an address; the rest is chosen from its register. */
export function readEvidenceForm(
  form: EvidenceForm,
  principle: string,
  rule: PrincipleRule,
  linkable: readonly Linkable[],
): { input: EvidenceInput } | { errors: FieldError[] } {
  const reader = new FieldReader();
  const what = typed(form.what);
  const [kindText, id] = what.split(':');
  const kind = evidenceKinds.find((code) => code === kindText);
  const chosen = linkable.find((one) => one.kind === kind && String(one.id) === id);
  if (!rule.principles.some(({ code }) => code === principle))
    reader.wrong('what', 'The scheme has no such principle');
  if (kind === undefined || (kind !== 'document' && chosen === undefined))
    reader.wrong('what', 'Choose what shows it: a document, or something of a register');
  const href = typed(form.href);
  if (kind === 'document' && href !== '' && !/^https:\/\/\S+$/.test(href))
    reader.wrong('href', 'Enter an address that begins with https://');
  const title =
    kind === 'document' ? reader.need(form.title, 'title', 'Name the document') : (chosen?.title ?? '');
  const input: EvidenceInput = {
    principle,
    kind: kind ?? 'document',
    title: title.slice(0, 200),
    href: kind === 'document' ? href || null : (chosen?.href ?? null),
    shows: reader.need(form.shows, 'shows', 'Say what it shows of the principle'),
    example: false,
  };
  return reader.errors.length > 0 ? { errors: reader.errors } : { input };
}
