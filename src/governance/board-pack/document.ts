import { londonDay, showDay, showMoment } from '../../kernel/clock.ts';
import { markingWords } from '../decisions/types.ts';
import type { Block, PackContent } from './types.ts';

/** What stands on a document besides the pack: its hash, who issued it and when, and which copy it is. */
export interface Imprint {
  sha256: string;
  issuedBy: string;
  issuedAt: Date;
  copy: { number: number; recipient: string } | null;
}

type Docx = typeof import('docx');
type Child = InstanceType<Docx['Paragraph']> | InstanceType<Docx['Table']>;

/** The library takes a moment to load, and is needed only when a pack is issued or copied. */
const library = (): Promise<Docx> => import('docx');

export const copyWords = (copy: Imprint['copy']): string =>
  copy === null ? 'Copy without a number' : `Copy ${copy.number}, for ${copy.recipient}`;

/** A pack as a .docx file, its marking and the number of the copy at the top and bottom of every page. */
export async function packDocument(content: PackContent, imprint: Imprint): Promise<Uint8Array> {
  const docx = await library();
  const file = new docx.Document({
    title: content.title,
    subject: content.board,
    creator: 'Waymark',
    lastModifiedBy: 'Waymark',
    description: `SHA-256 ${imprint.sha256}`,
    styles: { default: { document: { run: { font: 'Arial', size: 22, language: { value: 'en-GB' } } } } },
    sections: [
      {
        headers: { default: new docx.Header({ children: [edge(docx, content, imprint)] }) },
        footers: { default: new docx.Footer({ children: [edge(docx, content, imprint), pageLine(docx)] }) },
        children: [
          ...titlePage(docx, content, imprint),
          ...content.sections.flatMap((section) => [
            new docx.Paragraph({ text: section.title, heading: docx.HeadingLevel.HEADING_1 }),
            ...(section.said === null ? [] : lines(docx, section.said)),
            ...section.blocks.flatMap((block) => drawn(docx, block)),
          ]),
        ],
      },
    ],
  });
  return new Uint8Array(await docx.Packer.toArrayBuffer(file));
}

const edge = (docx: Docx, content: PackContent, { copy }: Imprint) =>
  new docx.Paragraph({
    alignment: docx.AlignmentType.CENTER,
    children: [
      new docx.TextRun({ text: markingWords[content.marking], bold: true }),
      new docx.TextRun({ text: `    ${copyWords(copy)}` }),
    ],
  });

const pageLine = (docx: Docx) =>
  new docx.Paragraph({
    alignment: docx.AlignmentType.CENTER,
    children: [
      new docx.TextRun({
        children: ['Page ', docx.PageNumber.CURRENT, ' of ', docx.PageNumber.TOTAL_PAGES],
        size: 18,
      }),
    ],
  });

const titlePage = (docx: Docx, content: PackContent, imprint: Imprint) => [
  new docx.Paragraph({ text: content.title, heading: docx.HeadingLevel.TITLE }),
  ...imprintLines(content, imprint).map((text) => new docx.Paragraph({ text, spacing: { after: 100 } })),
];

/** What the first page says of the pack, on the page and in the document. */
export const imprintLines = (content: PackContent, imprint: Omit<Imprint, 'copy'>): string[] => [
  content.board,
  ...(content.meeting === null
    ? []
    : [
        `Meeting of ${showDay(content.meeting.on)}${content.meeting.place === null ? '' : `, ${content.meeting.place}`}`,
      ]),
  ...(content.example ? ['Example'] : []),
  `Issued by ${imprint.issuedBy} on ${showMoment(imprint.issuedAt)}`,
  `Figures as they stood on ${showDay(londonDay(new Date(content.takenAt)))}; they do not change in this pack`,
  `SHA-256 of its content: ${imprint.sha256}`,
];

const lines = (docx: Docx, text: string) =>
  text
    .split(/\n+/)
    .filter((line) => line.trim() !== '')
    .map((line) => new docx.Paragraph({ text: line, spacing: { after: 120 } }));

function drawn(docx: Docx, block: Block): Child[] {
  if (block.kind === 'heading')
    return [new docx.Paragraph({ text: block.text, heading: docx.HeadingLevel.HEADING_2 })];
  if (block.kind === 'text') return lines(docx, block.text);
  if (block.kind === 'claim')
    return block.lines.map(
      (line, at) =>
        new docx.Paragraph({
          indent: { left: 300 },
          spacing: { after: at === block.lines.length - 1 ? 240 : 60 },
          border: { left: { style: docx.BorderStyle.SINGLE, size: 12, space: 8, color: '1D70B8' } },
          children: [new docx.TextRun({ text: line, bold: at === 0 })],
        }),
    );
  return [
    new docx.Paragraph({
      spacing: { before: 120, after: 60 },
      children: [new docx.TextRun({ text: block.caption, bold: true })],
    }),
    tableOf(docx, block),
    new docx.Paragraph({ text: '' }),
  ];
}

function tableOf(docx: Docx, block: Extract<Block, { kind: 'table' }>) {
  const cell = (text: string, column: number, bold: boolean) =>
    new docx.TableCell({
      margins: { top: 40, bottom: 40, left: 80, right: 80 },
      children: [
        new docx.Paragraph({
          alignment: block.numeric.includes(column) ? docx.AlignmentType.RIGHT : docx.AlignmentType.LEFT,
          children: [new docx.TextRun({ text, bold, size: 20 })],
        }),
      ],
    });
  return new docx.Table({
    width: { size: 100, type: docx.WidthType.PERCENTAGE },
    rows: [
      new docx.TableRow({
        tableHeader: true,
        children: block.head.map((text, column) => cell(text, column, true)),
      }),
      ...block.rows.map(
        (row) =>
          new docx.TableRow({
            cantSplit: true,
            children: row.map((text, column) => cell(text, column, false)),
          }),
      ),
    ],
  });
}
