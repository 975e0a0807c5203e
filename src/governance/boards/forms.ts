import type { FieldError } from '../../kernel/errors.ts';
import { FieldReader, typed } from '../registers/forms.ts';
import { problemsOfLine, problemsOfMember } from './structure.ts';
import {
  type BoardForm,
  type BoardInput,
  type BoardLine,
  type BoardMember,
  boardKinds,
  type LineForm,
  type LineInput,
  lineKinds,
  type MemberForm,
  type MemberInput,
  memberRoles,
  type Span,
} from './types.ts';

const readSpan = (form: { fromOn?: string; untilOn?: string }, reader: FieldReader): Span => ({
  fromOn: reader.day(form.fromOn, 'fromOn', 'the first day'),
  untilOn: reader.day(form.untilOn, 'untilOn', 'the last day'),
});

type Read<Input> = { input: Input } | { errors: FieldError[] };

const readOr = <Input>(reader: FieldReader, input: Input): Read<Input> =>
  reader.errors.length > 0 ? { errors: reader.errors } : { input };

/** Reads a board's form. An end before its beginning is refused. */
export function readBoardForm(form: BoardForm): Read<Omit<BoardInput, 'example'>> {
  const reader = new FieldReader();
  const span = readSpan(form, reader);
  if (span.fromOn !== null && span.untilOn !== null && span.untilOn < span.fromOn)
    reader.wrong('untilOn', 'The last day comes before the first');
  const kind = boardKinds.find((code) => code === form.kind);
  if (kind === undefined) reader.wrong('kind', 'Choose what it is');
  return readOr(reader, {
    ...span,
    name: reader.need(form.name, 'name', 'Give the board its name'),
    kind: kind ?? 'board',
    purpose: typed(form.purpose) || null,
    datesNote: typed(form.datesNote) || null,
    source: typed(form.source) || null,
  });
}

/** @param lines the others, as they stand */
export function readLineForm(
  form: LineForm,
  boardId: number,
  boards: readonly { id: number }[],
  lines: readonly BoardLine[],
): Read<LineInput> {
  const reader = new FieldReader();
  const kind = lineKinds.find((code) => code === form.kind);
  if (kind === undefined) reader.wrong('kind', 'Choose how they stand to each other');
  const other = boards.find(({ id }) => String(id) === form.other);
  if (other === undefined) reader.wrong('other', 'Choose the other board');
  const input: LineInput = {
    ...readSpan(form, reader),
    ...{ boardId, otherId: other?.id ?? 0, kind: kind ?? 'reports-to', note: typed(form.note) || null },
  };
  if (reader.errors.length === 0)
    for (const { field, text } of problemsOfLine(input, lines)) reader.wrong(field, text);
  return readOr(reader, input);
}

/** @param others the other seats of the board */
export function readMemberForm(
  form: MemberForm,
  boardId: number,
  staff: readonly { id: number }[],
  others: readonly BoardMember[],
): Read<MemberInput> {
  const reader = new FieldReader();
  const role = memberRoles.find((code) => code === form.role);
  if (role === undefined) reader.wrong('role', 'Choose what the seat is');
  const holder = staff.find(({ id }) => String(id) === form.staff);
  if (typed(form.staff) !== '' && holder === undefined)
    reader.wrong('staff', 'Choose somebody from the list, or nobody');
  const input: MemberInput = {
    ...readSpan(form, reader),
    ...{ boardId, staffId: holder?.id ?? null, role: role ?? 'member' },
    post: reader.need(form.post, 'post', 'Name the post or office that has the seat'),
    represents: reader.need(form.represents, 'represents', 'Say which body it represents'),
  };
  if (reader.errors.length === 0)
    for (const { field, text } of problemsOfMember(input, others)) reader.wrong(field, text);
  return readOr(reader, input);
}
