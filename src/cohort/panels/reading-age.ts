/**
 * How hard a text is to read, by the Flesch–Kincaid grade level: 0.39 × words a sentence + 11.8 × syllables a word − 15.59
 * (J. P. Kincaid, R. P. Fishburne, R. L. Rogers and B. S. Chissom, "Derivation of new readability formulas for Navy
 * enlisted personnel", Naval Technical Training Command, Research Branch Report 8-75, 1975). A grade is a school year
 * of the United States; the reading age is taken as the grade and five years. Syllables are counted by the spelling,
 * which is right for most English words and not for all: the result is a guide.
 */
export interface Reading {
  grade: number;
  /** Years, by the grade. */
  age: number;
  words: number;
  sentences: number;
  /** Sentences above the grade that was asked for, the hardest first. */
  hard: { sentence: string; grade: number }[];
}

const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [];

/** Groups of vowels, without a silent e at the end; never fewer than one. A number counts as one. */
export function syllablesOf(word: string): number {
  const letters = word.toLowerCase().replace(/[^a-z]/g, '');
  if (letters.length <= 3) return 1;
  const spoken = letters
    .replace(/(?:[^laeiouy]es|[^td]ed|[^laeiouy]e)$/, (end) => end[0] ?? '')
    .replace(/^y/, '');
  return Math.max(1, spoken.match(/[aeiouy]+/g)?.length ?? 1);
}

const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => wordsOf(sentence).length > 0);

const gradeOf = (words: readonly string[], sentences: number): number => {
  if (words.length === 0 || sentences === 0) return 0;
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  return 0.39 * (words.length / sentences) + 11.8 * (syllables / words.length) - 15.59;
};

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;

/** @param most the grade that no sentence should be above. Short headings and salutations are left out of `hard`. */
export function readingOf(text: string, most: number): Reading {
  const sentences = sentencesOf(text);
  const words = sentences.flatMap(wordsOf);
  const grade = oneDecimal(Math.max(0, gradeOf(words, sentences.length)));
  const hard = sentences
    .map((sentence) => ({ sentence, words: wordsOf(sentence) }))
    .filter((one) => one.words.length > 4)
    .map((one) => ({ sentence: one.sentence, grade: oneDecimal(gradeOf(one.words, 1)) }))
    .filter((one) => one.grade > most)
    .sort((left, right) => right.grade - left.grade);
  return { grade, age: oneDecimal(grade + 5), words: words.length, sentences: sentences.length, hard };
}
