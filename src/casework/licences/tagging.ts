import { addDays, addMonths, type Day, daysBetween, showDay } from '../../kernel/clock.ts';
import type { OrderType } from '../enforcement/types.ts';
import { type TaggingRules, taggingRules } from './tagging-rules.ts';
import { type SentenceKind, sentenceKindWords } from './types.ts';

/** What is known of a release; null is not known. */
export interface Release {
  orderType: OrderType;
  /** The first day of the licence: of the release, or of a later one after recall. */
  releasedOn: Day;
  licenceEndsOn: Day | null;
  sentenceKind: SentenceKind | null;
  sentenceDays: number | null;
  /** The force in whose area they will live. */
  force: string | null;
  /** The offence is one of those that qualify. */
  qualifying: boolean | null;
  /** Of several sentences, the longest (or one as long) is a standard determinate one for an offence that qualifies. */
  longestQualifies: boolean | null;
}

export interface Reason {
  /** True: it stands for the tag. False: against. Null: it is not known. */
  met: boolean | null;
  text: string;
  source: string;
}

export interface TaggingAnswer {
  answer: 'eligible' | 'not-eligible' | 'cannot-say';
  rules: TaggingRules | undefined;
  reasons: Reason[];
  /** How long the tag would be worn, where they are eligible. */
  until: Day | null;
}

export const answerWords: Record<TaggingAnswer['answer'], string> = {
  eligible: 'Eligible',
  'not-eligible': 'Not eligible',
  'cannot-say': 'Cannot say yet',
};

export const rulesOn = (day: Day): TaggingRules | undefined =>
  taggingRules.filter(({ from }) => from <= day).at(-1);

/**
 * Whether the rules of the acquisitive-crime tag hold of a release, each reason with its source. One reason against
 * it decides; else what is not known keeps the answer open.
 */
export function taggingOf(release: Release): TaggingAnswer {
  const rules = rulesOn(release.releasedOn);
  if (rules === undefined)
    return {
      answer: 'not-eligible',
      rules,
      reasons: [
        {
          met: false,
          text: 'Released before the scheme of tags began, in April 2021.',
          source: 'HMPPS, 26 October 2022',
        },
      ],
      until: null,
    };
  const reasons = [
    kindReason,
    forceReason,
    sentenceReason,
    lengthReason,
    offenceReason,
    longestReason,
    licenceReason,
  ].map((reason) => reason(release, rules));
  const answer = reasons.some(({ met }) => met === false)
    ? 'not-eligible'
    : reasons.some(({ met }) => met === null)
      ? 'cannot-say'
      : 'eligible';
  return { answer, rules, reasons, until: answer === 'eligible' ? untilOf(release, rules) : null };
}

type OneReason = (release: Release, rules: TaggingRules) => Reason;

const kindReason: OneReason = ({ orderType }, { sources }) => ({
  met: orderType === 'licence',
  text:
    orderType === 'licence'
      ? 'They are on licence.'
      : 'They are not on licence: orders and post-sentence supervision are excluded.',
  source: sources.supervision,
});

function forceReason({ force }: Release, { forces, forcesAreInferred, sources }: TaggingRules): Reason {
  const source = sources.forces;
  if (force === null)
    return { met: null, text: 'The force in whose area they will live is not recorded.', source };
  if (forces.includes(force))
    return {
      met: !forcesAreInferred || null,
      text: forcesAreInferred
        ? `${force} is listed first; that it was among the forces of the first phase is inferred.`
        : `${force} is one of the forces.`,
      source,
    };
  return {
    met: false,
    text: `${force} is not one of the ${forces.length} forces${forcesAreInferred ? ' that are thought to have begun' : ''}.`,
    source,
  };
}

const sentenceReason: OneReason = ({ sentenceKind }, { sources }) => ({
  met: sentenceKind === null ? null : sentenceKind === 'standard-determinate',
  text:
    sentenceKind === null
      ? 'The kind of sentence is not recorded: it must be a standard determinate one.'
      : sentenceKind === 'standard-determinate'
        ? 'It is a standard determinate sentence.'
        : `It is no standard determinate sentence (${sentenceKindWords[sentenceKind].toLowerCase()}).`,
  source: sources.sentence,
});

const lengthReason: OneReason = (
  { sentenceDays },
  { minimumSentenceDays, minimumSentence, from, sources },
) => ({
  met: sentenceDays === null ? null : sentenceDays >= minimumSentenceDays,
  text:
    sentenceDays === null
      ? `The length of the sentence is not recorded: at least ${minimumSentence}.`
      : `The sentence is ${sentenceDays} days; at least ${minimumSentence} is asked for releases from ${showDay(from)}.`,
  source: sources.sentence,
});

const offenceReason: OneReason = ({ qualifying }, { sources }) => ({
  met: qualifying,
  text:
    qualifying === null
      ? 'Whether the offence qualifies is not recorded. The list of offences is not published: ask the supervising officer.'
      : qualifying
        ? 'The offence qualifies.'
        : 'The offence does not qualify.',
  source: sources.offences,
});

const longestReason: OneReason = ({ longestQualifies }, { sources }) => ({
  met: longestQualifies,
  text:
    longestQualifies === null
      ? 'Whether the longest sentence is one for an offence that qualifies is not recorded (with one sentence, say yes).'
      : longestQualifies
        ? 'The longest sentence, or one as long, is for an offence that qualifies.'
        : 'A longer sentence is for an offence that does not qualify.',
  source: sources.offences,
});

function licenceReason(
  { releasedOn, licenceEndsOn }: Release,
  { minimumLicenceDays, sources }: TaggingRules,
): Reason {
  if (licenceEndsOn === null)
    return {
      met: null,
      text: `When the licence ends is not recorded: ${minimumLicenceDays} days must be left.`,
      source: sources.licence,
    };
  const left = daysBetween(releasedOn, licenceEndsOn);
  return {
    met: left >= minimumLicenceDays,
    text: `${left} days of licence are left at release; at least ${minimumLicenceDays} are asked.`,
    source: sources.licence,
  };
}

/** To the end of the sentence, twelve months at most: the last day of wearing it. */
function untilOf({ releasedOn, licenceEndsOn }: Release, { maximumMonths }: TaggingRules): Day {
  const longest = addDays(addMonths(releasedOn, maximumMonths), -1);
  return licenceEndsOn !== null && licenceEndsOn < longest ? licenceEndsOn : longest;
}
