/** The colours of the RAG rating, the most pressing first; what each means is the scheme's rule `rag`. */
export const rags = ['red', 'amber', 'green', 'blue', 'none'] as const;
export type Rag = (typeof rags)[number];

/** The word that goes with the colour. */
export const ragWords: Record<Rag, string> = {
  red: 'Red',
  amber: 'Amber',
  green: 'Green',
  blue: 'Blue',
  none: 'Not rated',
};
