import type { Ask } from './route.ts';

const megabyte = 1024 * 1024;

/** A small file of a form, read whole, with the fields that came before it. */
export interface UploadedText {
  values: Record<string, string>;
  /** Undefined where no file was chosen. */
  bytes: Buffer | undefined;
  fileName: string;
  /** It is larger than is taken, and was read to its end so that the browser hears of it. */
  tooLarge: boolean;
}

/** @param most how many megabytes are taken; what is larger is said to be. */
export async function readUpload(ask: Ask, most = 4): Promise<UploadedText> {
  const mostBytes = most * megabyte;
  const values: Record<string, string> = {};
  let bytes: Buffer | undefined;
  let tooLarge = false;
  let fileName = '';
  for await (const part of ask.upload()) {
    if (part.kind === 'field') {
      values[part.name] = part.value.trim();
      continue;
    }
    fileName = part.fileName.slice(0, 200);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of part.stream) {
      size += chunk.length;
      if (size <= mostBytes) chunks.push(chunk);
    }
    tooLarge = size > mostBytes;
    if (part.fileName !== '' && size > 0 && !tooLarge) bytes = Buffer.concat(chunks);
  }
  return { values, bytes, fileName, tooLarge };
}
