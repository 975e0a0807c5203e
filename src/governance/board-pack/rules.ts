import type { FieldError } from '../../kernel/errors.ts';
import { knownNames, placesOfNames } from '../../resources/index.ts';
import { readClaimIds, refuseIdentifiers } from '../boards/meeting-rules.ts';
import { type Marking, markings } from '../decisions/types.ts';
import { FieldReader, typed } from '../registers/forms.ts';
import {
  type PackContent,
  type PackInput,
  type PackPart,
  type PackState,
  type PackValues,
  packParts,
  partWords,
} from './types.ts';

export type PackAct = 'change' | 'issue' | 'drop' | 'restore' | 'copy';

/** What may be done with a pack, and where it leads. An issued one is copied, and never changes. */
export const packTransitions: Record<PackState, Partial<Record<PackAct, PackState>>> = {
  draft: { change: 'draft', issue: 'issued', drop: 'dropped' },
  issued: { copy: 'issued' },
  dropped: { restore: 'draft' },
};

const heights: Record<Marking, number> = {
  'not-protectively-marked': 0,
  official: 1,
  'official-sensitive': 2,
  restricted: 3,
  confidential: 4,
};

/** The highest of several markings: what holds a paper is marked no lower than the paper. */
export const highest = (chosen: Marking, others: readonly Marking[]): Marking =>
  others.reduce((so, one) => (heights[one] > heights[so] ? one : so), chosen);

/** Reads the form. `meetings` are the board's, `issued` its packs that this one may take the place of. */
export function readPackForm(
  values: PackValues,
  given: {
    boards: readonly { id: number }[];
    meetings: readonly { id: number; boardId: number }[];
    issued: readonly { id: number; boardId: number }[];
  },
): { input: PackInput } | { errors: FieldError[] } {
  const reader = new FieldReader();
  const board = given.boards.find(({ id }) => String(id) === values.board);
  if (board === undefined) reader.wrong('board', 'Choose the board');
  const meeting = given.meetings.find(({ id }) => String(id) === values.meeting);
  if (typed(values.meeting) !== '' && (meeting === undefined || meeting.boardId !== board?.id))
    reader.wrong('meeting', 'Choose a meeting of this board');
  const replaces = given.issued.find(({ id }) => String(id) === values.replaces);
  if (typed(values.replaces) !== '' && (replaces === undefined || replaces.boardId !== board?.id))
    reader.wrong('replaces', 'Choose an issued pack of this board');
  const marking = markings.find((code) => code === values.marking);
  if (marking === undefined) reader.wrong('marking', 'Choose its protective marking');
  const parts = packParts.filter((part) => values.parts.includes(part));
  if (parts.length === 0) reader.wrong('parts', 'Choose at least one part');
  if (meeting === undefined && parts.some((part) => part === 'agenda' || part === 'papers'))
    reader.wrong('meeting', 'Agenda and papers are of a meeting: choose it, or leave these parts out');
  const said: Partial<Record<PackPart, string>> = {};
  for (const part of parts) {
    const text = typed(values.said[part]);
    if (text === '') continue;
    if (text.length > 5000)
      reader.wrong(`said-${part}`, `Keep what is said of ${partWords[part]} to 5,000 characters`);
    refuseIdentifiers(text, `said-${part}`, reader);
    said[part] = text;
  }
  const input: PackInput = {
    ...{ boardId: board?.id ?? 0, meetingId: meeting?.id ?? null, parts, said },
    ...{ marking: marking ?? 'official', replacesId: replaces?.id ?? null },
    title: reader.need(values.title, 'title', 'Give the pack a title'),
    claims: readClaimIds(values.claims, reader),
  };
  return reader.errors.length > 0 ? { errors: reader.errors } : { input };
}

/**
 * Words of what was written for a pack that may name somebody, by their shape alone: whoever issues it looks at each.
 * No list of names stands behind it, so it says nothing of who is on the scheme.
 */
export const namesToLookAt = (said: Partial<Record<PackPart, string>>): string[] => {
  const words = Object.values(said).flatMap((text) =>
    placesOfNames('narrative', text, knownNames([])).map(({ start, end }) => text.slice(start, end)),
  );
  return [...new Set(words)];
};

/** Every string of a pack, for whoever looks through it. */
export const stringsOf = (content: PackContent): string[] => [
  content.title,
  content.board,
  ...content.sections.flatMap(({ title, said, blocks }) => [
    title,
    said ?? '',
    ...blocks.flatMap((block) =>
      block.kind === 'table'
        ? [block.caption, ...block.head, ...block.rows.flat()]
        : block.kind === 'claim'
          ? block.lines
          : [block.text],
    ),
  ]),
];
