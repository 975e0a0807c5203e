import { readSources, type SourceFile } from './imports.ts';

/** Where a figure about offending may be opened and drawn: the card's own files, and its component. */
const cardFiles = /^src\/(?:outcomes\/claims\/|web\/components\/claim-card\.ts$)/;

/** Percentages near a word of offending that are none of its figures, with the reason. */
const otherPercentages: Readonly<Record<string, string>> = {
  'src/outcomes/measures/reoffending.ts': 'the share of time in custody, in the words of a card',
  'src/cohort/selection/words.ts': 'one person’s score as its instrument defines it, for whoever selects',
};

const offending = /re-?offen|re-?convict|offences? (?:per|after|before|fell|rose)|recidiv/i;
// A number put into text before a per cent sign: `${share}%`, `${share} per cent`.
const percentage = /\$\{[^`]*?\}\s*(?:%|per ?cent)/;
/** So many lines around a percentage are read for a word of offending. */
const around = 3;

interface Rule {
  pattern: RegExp;
  allowed(name: string): boolean;
  text: string;
}

const rules: readonly Rule[] = [
  {
    pattern: /\bClaimFigure\.(?:open|seal)\(/,
    allowed: (name) => name.startsWith('src/outcomes/claims/'),
    text: 'opens a figure about offending; only the claim card may',
  },
  {
    pattern: /\bclaimCard\(\s*\{/,
    allowed: (name) => cardFiles.test(name),
    text: 'draws a claim card by hand; take drawnCard, or claimCard of the wing outcomes',
  },
  {
    pattern: /from claim(?:_exact)?\b(?! *\w*_)/,
    allowed: (name) => name.startsWith('src/outcomes/'),
    text: 'reads claims past the card; take listClaims or getClaim of the wing outcomes',
  },
  {
    pattern: /class="wm-claim/,
    allowed: (name) => name === 'src/web/components/claim-card.ts',
    text: 'draws what looks like a claim card',
  },
];

/** Lines of ours that let a figure about offending stand without the card. */
export const claimFaults = (files: readonly SourceFile[] = readSources()): string[] =>
  files.flatMap((file) => [...ruleFaults(file), ...importFaults(file), ...percentageFaults(file)]);

/** The component takes any words; the wing's own card has held them against their level. */
const component = /import \{[^}]*\bclaimCard\b[^}]*\} from '[^']*web\/components\/(?:index|claim-card)\.ts'/;

const importFaults = ({ name, text }: SourceFile): string[] =>
  component.test(text) && !name.startsWith('src/outcomes/')
    ? [`${name} takes the claim card’s component; take claimCard of the wing outcomes`]
    : [];

const ruleFaults = ({ name, text }: SourceFile): string[] =>
  text
    .split('\n')
    .flatMap((line, index) =>
      rules
        .filter((rule) => rule.pattern.test(line) && !rule.allowed(name))
        .map((rule) => `${name}:${index + 1} ${rule.text}`),
    );

function percentageFaults({ name, text }: SourceFile): string[] {
  if (cardFiles.test(name) || name in otherPercentages) return [];
  const lines = text.split('\n').map((line) => line.replace(/^\s*(\/\/|\*|\/\*).*/, ''));
  return lines.flatMap((line, index) => {
    const near = lines.slice(Math.max(0, index - around), index + around + 1).join('\n');
    return percentage.test(line) && offending.test(near)
      ? [`${name}:${index + 1} writes a percentage beside offending outside the claim card`]
      : [];
  });
}
