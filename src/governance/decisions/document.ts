import { type Day, showDay } from '../../kernel/clock.ts';
import { claimText, type LinkedClaim } from '../../outcomes/index.ts';
import {
  markedLine,
  openLine,
  openStretches,
  type Stretch,
  said,
  stretchesOf,
  unmarked,
} from './asserted.ts';
import type { Passage } from './redaction.ts';
import { troublesOf } from './rules.ts';
import {
  answerWords,
  type Certificate,
  type CertificateOption,
  type Decision,
  type DecisionForm,
  isKeptBack,
  markingWords,
  stateWords,
  type VerdictSigned,
  verdictWords,
} from './types.ts';

export interface DocumentSection {
  title: string;
  line: boolean;
  /** Null where the section is kept back; then `keptBack` says why. */
  text: Stretch[] | null;
  /** Absent: not protectively marked. */
  marking: string | null;
  keptBack: string | null;
  /** The claim cards that it links, each in lines of text, as they were when this was made. */
  claims: string[][];
}

/** A notice as a reader sees it: the same for the officer's preview, the public page, its print and its file. */
export interface NoticeDocument {
  office: string;
  numberLabel: string;
  number: string;
  titleLabel: string;
  title: string;
  originatorLabel: string;
  originator: string;
  form: string;
  sections: DocumentSection[];
  checklist: { question: string; answer: string }[];
  certificates: {
    title: string;
    text: string;
    options: (CertificateOption & { chosen: boolean })[];
    signed: string;
  }[];
  outcome: string | null;
  outcomeBy: string | null;
  /** Each signature of a decision-maker, in order. */
  signatures: string[];
  decidedOn: Day | null;
  effect: string | null;
  publication: string;
  statement: string;
  /** What is out of the ordinary. */
  flags: string[];
  source: string | null;
}

export interface NoticeParts {
  decision: Decision;
  form: DecisionForm;
  certificates: readonly Certificate[];
  verdicts: readonly VerdictSigned[];
  /** Claim cards that the sections link, by number. */
  claims: ReadonlyMap<number, LinkedClaim>;
}

/** The whole notice, nothing left out. */
export function documentOf(parts: NoticeParts): NoticeDocument {
  const { decision, form, certificates } = parts;
  const mark = markerOf(parts);
  return {
    office: decision.office,
    numberLabel: form.numberLabel,
    number: decision.number,
    titleLabel: form.titleLabel,
    title: mark(decision.title),
    originatorLabel: form.originatorLabel,
    originator: mark(decision.originator),
    form: form.name,
    sections: sectionsOf(parts),
    checklist: form.questions.map(({ code, text }) => {
      const answer = decision.checklist[code];
      return { question: text, answer: answer === undefined ? 'Not answered' : answerWords[answer] };
    }),
    certificates: certificatesOf(form, certificates, mark),
    outcome: decision.outcome === null ? null : mark(decision.outcome),
    outcomeBy: mark(outcomeBy(decision) ?? '') || null,
    signatures: parts.verdicts.map((signed) => mark(signatureOf(signed))),
    decidedOn: decision.decidedOn,
    effect: mark(effectOf(decision) ?? '') || null,
    publication: mark(publicationOf(decision)),
    statement: form.statement,
    flags: [
      ...parts.verdicts.flatMap(afterthoughtOf),
      ...troublesOf(decision, certificates, form).map(({ text }) => text),
    ].map(mark),
    source: decision.source,
  };
}

/** Marks a line against the claim cards of the sections that everybody reads. */
const markerOf = ({ decision, claims }: NoticeParts): ((text: string) => string) => {
  const linked = Object.values(decision.sections)
    .filter(({ marking }) => !isKeptBack(marking ?? 'not-protectively-marked'))
    .flatMap((section) => (section.claims ?? []).flatMap((id) => claims.get(id) ?? []));
  return (text) => markedLine(stretchesOf({ text }, linked));
};

/**
 * The notice as the public will have it: sections that are marked and passages that are left out are not in it. Passages
 * go from the paper's own text alone: what the register says of it (flags, certificates, the outcome) stays.
 */
export function publishedDocument(whole: NoticeDocument, passages: readonly Passage[]): NoticeDocument {
  const open = whole.sections.map((section) => ({
    ...section,
    keptBack: section.keptBack === null ? null : openLine(section.keptBack, passages),
    ...(section.keptBack === null && section.text !== null
      ? { text: openStretches(section.text, passages) }
      : { text: null, claims: [] }),
  }));
  return {
    ...whole,
    title: openLine(whole.title, passages),
    originator: openLine(whole.originator, passages),
    effect: whole.effect === null ? null : openLine(whole.effect, passages),
    sections: open,
  };
}

/** The paper's own text, each section as one, in which a passage can be looked for. */
export const ownTextOf = ({ title, originator, effect, sections }: NoticeDocument): unknown => ({
  title: unmarked(title),
  originator: unmarked(originator),
  effect: effect === null ? null : unmarked(effect),
  sections: sections.map(({ text, keptBack }) => ({
    keptBack: keptBack === null ? null : unmarked(keptBack),
    text: said(text ?? []),
  })),
});

/** What the form and the register say of it: nobody leaves any of it out. */
export const registerTextOf = (document: NoticeDocument): string[] => {
  const { title: _title, originator: _originator, effect: _effect, sections, ...rest } = document;
  return stringsOf({
    ...rest,
    sections: sections.map(({ title, marking, claims, keptBack }) => ({
      title,
      marking,
      claims: keptBack === null ? claims : [],
    })),
  });
};

/** Every word of a document that a search may find. */
export const wordsOf = (document: NoticeDocument): string =>
  [
    document.number,
    document.title,
    document.office,
    document.originator,
    ...document.sections.flatMap(({ title, text }) => [title, said(text ?? [])]),
    document.outcome ?? '',
  ].join('\n');

/** Every string of a document. */
export function stringsOf(part: unknown): string[] {
  if (typeof part === 'string') return [part];
  if (typeof part !== 'object' || part === null) return [];
  return Object.values(part).flatMap(stringsOf);
}

function sectionsOf({ decision, form, claims }: NoticeParts): DocumentSection[] {
  return form.sections.flatMap(({ code, title, kind }) => {
    const section = decision.sections[code];
    if (section === undefined) return [];
    const marking = section.marking ?? 'not-protectively-marked';
    const linked = (section.claims ?? []).flatMap((id) => claims.get(id) ?? []);
    return [
      {
        title,
        line: kind === 'line',
        text: stretchesOf(section, linked),
        marking: marking === 'not-protectively-marked' ? null : markingWords[marking],
        keptBack: isKeptBack(marking)
          ? markedLine(stretchesOf({ text: section.markingReason ?? 'No reason was given.' }, []))
          : null,
        claims: linked.map((claim) => [...claimText(claim)]),
      },
    ];
  });
}

const certificatesOf = (
  form: DecisionForm,
  certificates: readonly Certificate[],
  mark: (text: string) => string,
): NoticeDocument['certificates'] =>
  form.certificates.map(({ kind, title, text, options, optional }) => {
    const signed = certificates.find((certificate) => certificate.kind === kind);
    return {
      title,
      text,
      options: options.map((option) => ({
        ...option,
        chosen: signed?.options.includes(option.code) ?? false,
      })),
      signed:
        signed === undefined
          ? optional === true
            ? 'Not signed (signed only where it is needed)'
            : 'Not signed'
          : `Signed${signed.staff === null ? '' : ` by ${signed.staff}`}, ${signed.signedAs}, ${signed.signedOn === null ? 'day not known' : showDay(signed.signedOn)}${signed.note === null ? '' : `. ${mark(signed.note)}`}`,
    };
  });

const signatureOf = ({ verdict, staff, signedAs, signedOn, note }: VerdictSigned): string =>
  `${verdictWords[verdict]}: signed${staff === null ? '' : ` by ${staff}`}, ${signedAs}, ${signedOn === null ? 'day not known' : showDay(signedOn)}${note === null ? '' : `. ${note}`}`;

/** What whoever signed it did with the decision afterwards: published with it. */
const afterthoughtOf = ({ verdict, signedAs, signedOn, note }: VerdictSigned): string[] =>
  verdict === 'correct' || verdict === 'withdraw'
    ? [
        `${verdict === 'correct' ? 'Its outcome was corrected' : 'This decision was withdrawn'} by ${signedAs}${signedOn === null ? '' : ` on ${showDay(signedOn)}`}. Reason: ${note ?? 'not given'}`,
      ]
    : [];

const outcomeBy = (decision: Decision): string | null =>
  decision.outcome === null
    ? null
    : `${decision.state === 'withdrawn' ? 'Decided, and withdrawn since,' : stateWords[decision.state]} by: ${decision.decidedAs ?? 'decision-maker'}${decision.decidedOn === null ? '' : `, ${showDay(decision.decidedOn)}`}${decision.decidedNote === null ? '' : `. ${decision.decidedNote}`}`;

const effectOf = ({ takesEffectOn, effectNote }: Decision): string | null =>
  takesEffectOn === null
    ? effectNote
    : `${showDay(takesEffectOn)}${effectNote === null ? '' : `. ${effectNote}`}`;

const publicationOf = ({ publication, publicationReason }: Decision): string =>
  publication === 'yes'
    ? 'YES'
    : publication === 'no'
      ? `NO. Reasons: ${publicationReason ?? 'not given'}`
      : 'The paper ticks neither YES nor NO';
