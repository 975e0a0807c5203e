import type { FieldError } from '../../kernel/errors.ts';
import { plainLetters } from './marking-rules.ts';

/** Words in a text that read as if they said who the source is, and as what they were read. */
export interface SourceHint {
  words: string;
  why: string;
}

interface SourceRule {
  why: string;
  pattern: RegExp;
  /** It speaks of sources as such: out of place even where it must be said who saw and heard what. */
  covert?: true;
}

const kin =
  '(?i:(?:step|grand|half|ex|foster)?[ -]?(?:mother|father|mum|mam|dad|parent|sister|brother|son|daughter|partner|girlfriend|boyfriend|missus|wife|' +
  'husband|ex|aunt|auntie|uncle|cousin|nan|neighbour|flat ?mate|house ?mate|cell ?mate|pad ?mate|roommate|friend|mate|landlord|landlady|boss|' +
  'employer|workmate|colleague))';
const whose =
  "(?:(?i:his|her|their|the|a|an|my|our|one of (?:his|her|their) [a-z]+)|[A-Z][A-Za-z-]+[’'](?i:s)|(?i:a) (?i:close|good|family) )";
const title = '(?i:mr|mrs|ms|miss|mx)\\.?';
const name = "[A-Z][A-Za-z’'-]+";
const covert = '(?i:informant|chis|source|contact|snout|tout)';
const officials =
  '(?i:me|us|police|the police|staff|officers?|an officer|probation|the hostel|my (?:colleague|manager|team)|pc|dc|ds|di|sgt|sergeant|pcso)';
const speech =
  'says?|said|saying|reports?|reported|states?|stated|claims?|claimed|alleges?|alleged|mentions?|mentioned|confirms?|confirmed|disclosed|told a';
const sight = 'saw|overheard|witnessed|recognised|identified';
const call = 'told|tells|informed|tipped off|rang|phoned|called|texted|messaged|emailed|contacted';

// Somebody's relation, somebody with a title, or a first name and a family name.
const kinOf = `(?:${whose} ?)?${kin}\\b(?<kin>(?: ${name}){0,2})|\\b${title} (?<kin>${name})`;
const somebody = `(?:${kinOf}|(?<named>${name}(?: ${name}){1,2}))`;
const begins = '(?:^|[.!?;\\n] *)';
const kinActs = `(?:\\b${whose} ${kin}\\b(?<kin>(?: ${name}){0,2})|${begins}${kin}\\b(?<kin>(?: ${name}){0,2})|\\b${title} (?<kin>${name}))`;
const namedActs = `\\b(?<named>${name} ${name})`;
const then = '(?: at [^,.;]{1,40},?)?(?: (?:has|have|had|also|then))? ';

const made = (why: string, pattern: string): SourceRule => ({ why, pattern: new RegExp(pattern, 'g') });
const makeCovert = (why: string, pattern: string): SourceRule => ({ ...made(why, pattern), covert: true });

/** Each kind of wording by which a source is given away; the words that stop and those that must not stand in the tests. */
const rules: readonly SourceRule[] = [
  makeCovert('it speaks of an informant', `\\b(?i:informants?)\\b(?: ${name}){0,2}`),
  makeCovert(
    'it speaks of a covert source',
    `\\b(?i:chis)\\b(?: \\w+)?|\\b(?i:covert (?:human|source))|\\b(?i:my|our|police) (?i:snout|grass|tout)\\b`,
  ),
  makeCovert(
    'it says something of the source',
    `(?<!(?i:open)[ -])\\b(?i:the|my|our|a|this|that|his|her|their) (?i:source)(?: *[,(]| (?i:is|was|called|named|known as|says?|said|reports?|states?|told|saw|heard|lives|works)\\b)`,
  ),
  makeCovert(
    'it names or numbers the source',
    `(?<!(?i:open)[ -])\\b(?i:source) *(?:[:=(] *\\S+(?: \\S+)?|(?i:ref(?:erence)?|no|number|id|code|name)\\b[.: ]*\\w+|,? ${name}(?: ${name})?)`,
  ),
  makeCovert('it says what the source said', `${begins}(?i:source) (?i:says?|said|reports?|states?)\\b`),
  made('it says according to whom', `\\b(?i:according to) (?:(?:${whose} )?${covert}\\b|${somebody})`),
  made(
    'it says from whom it comes',
    `\\b(?i:info(?:rmation)?|intel(?:ligence)?|tip(?:[ -]off)?|word|report) (?i:(?:is |was |has |have |been )*(?:received |came |comes |coming |given |supplied |passed on |obtained )?(?:from|by|via|off) )(?:(?:${whose} )?${covert}\\b|${somebody})`,
  ),
  made(
    'it says from whom it comes',
    `${begins}(?i:(?:this|it|all this) (?:is|was|came|comes) from )(?:(?:${whose} )?${covert}\\b|${somebody})`,
  ),
  made(
    'it says from whom it was heard',
    `(?:${begins}|\\b(?:I|We|we)(?:[’']ve)? )(?i:(?:have |had |was |were )*(?:heard|got|had|learn(?:ed|t)|know|told)(?: it| this| that)? (?:off|from|by|through|via) )${somebody}`,
  ),
  made(
    'it says by whom it was told',
    `\\b(?i:as|staff|police|officers?|we|I) (?i:(?:was |were |been |have )*(?:told|informed|tipped off|warned) by )${somebody}`,
  ),
  made(
    'it says who saw or reported it',
    `\\b(?i:(?:seen|heard|witnessed|spotted|reported|overheard|passed on|identified|recognised|told|informed|said) by )(?<!(?i:(?:he|she|they) (?:was|were) (?:told|informed) by ))${somebody}`,
  ),
  made('it says who said or saw it', `${kinActs}${then}(?i:${speech}|${sight})\\b`),
  made('it says who said it', `${namedActs}${then}(?i:${speech})\\b`),
  made('it says who told it', `(?:${kinActs}|${namedActs})${then}(?i:${call}) ${officials}\\b`),
];

/** Words with a capital that are nobody’s name: organisations, ranks, places, and what begins a sentence. */
const nobody = new Set(
  (
    'police constabulary probation prison council court service services hospital school college record records team unit hostel housing custody ' +
    'office officer department trust crown magistrates home station street road lane avenue close drive market park bridge library church centre ' +
    'square hotel arms inn house green hill estate yard shop store stores pub club city town county north south east west norfolk suffolk norwich ' +
    'ipswich cctv anpr facebook instagram snapchat tiktok pc pcso dc ds di dci sgt sergeant inspector insp constable superintendent dr doctor ' +
    'judge gp yesterday today tonight then when while after before on at in but and the he she they we it an as this that his her their mr mrs ' +
    'ms miss monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october ' +
    'november december nobody everybody somebody people neighbours residents staff seen heard told reported information no'
  ).split(' '),
);

/** A word with a capital that is no name of anybody. */
export const isNobody = (word: string): boolean => nobody.has(word.toLowerCase());

const wordsOf = (text: string): string[] =>
  plainLetters(text)
    .toLowerCase()
    .split(/[^a-z’'-]+/)
    .filter((word) => word.length > 2);

/** The people a report is about act in it: what they say and do is the information. Their relations are not they. */
function peopleIn(about: string): Set<string> {
  const relations = new RegExp(`${kin}\\b(?: ${name}){0,2}`, 'g');
  return new Set(wordsOf(plainLetters(about).replaceAll(relations, ' ')));
}

function isSomebody(found: RegExpExecArray, about: ReadonlySet<string>): boolean {
  const { named, kin: relation } = found.groups ?? {};
  if (wordsOf(`${named ?? ''} ${relation ?? ''}`).some((word) => about.has(word))) return false;
  return named === undefined || named.split(' ').filter((word) => !isNobody(word)).length > 1;
}

/**
 * Places in a text that read as if they said who the source is: it stops until they are written otherwise.
 * @param about whom the report is about, as far as that was written or linked.
 */
export function sourceHints(text: string, about = ''): SourceHint[] {
  return hintsBy(rules, text, about);
}

/** Where it must be said who saw and heard what, as in a concern about a child: what speaks of sources as such. */
export const covertHints = (text: string): SourceHint[] =>
  hintsBy(
    rules.filter((one) => one.covert === true),
    text,
    '',
  );

function hintsBy(used: readonly SourceRule[], text: string, about: string): SourceHint[] {
  const plain = plainLetters(text);
  const people = peopleIn(about);
  const hints: SourceHint[] = [];
  for (const { pattern, why } of used)
    for (const found of plain.matchAll(pattern))
      if (isSomebody(found, people) && !hints.some(({ words }) => words.includes(found[0].trim())))
        hints.push({ words: found[0].replace(/^[.!?;\s]+/, '').trim(), why });
  return hints;
}

/** One error for each field that gives a source away, with the words that were found and why. */
export const sourceErrors = (
  texts: readonly { field: string; text: string }[],
  about: string,
  hintsOf: (text: string, about: string) => SourceHint[] = sourceHints,
): FieldError[] =>
  texts.flatMap(({ field, text }) => {
    const [hint] = hintsOf(text, about);
    return hint === undefined
      ? []
      : [
          {
            field,
            text: `This reads as if it said who the source is: “${hint.words}” (${hint.why}). Write it so that nobody can tell`,
          },
        ];
  });
