import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { drawSmall, kindOf } from './picture.ts';

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#cc8844' } });

const said = async (bytes: Buffer): Promise<string> => {
  const drawn = await drawSmall(bytes);
  return 'error' in drawn ? drawn.error.text : 'drawn';
};

test('place, time and owner do not survive; the picture stands upright and is small', async () => {
  const camera = await plain(1600, 1200)
    .withExif({
      IFD0: { Artist: 'OWNER NAME' },
      IFD2: { DateTimeOriginal: '2026:10:01 08:15:00' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 37/1 43/1', GPSLongitude: '1/1 17/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const before = await sharp(camera).metadata();
  assert.ok(before.exif !== undefined && camera.includes('OWNER NAME'), 'the test’s own picture has them');
  const drawn = await drawSmall(camera);
  assert.ok('image' in drawn);
  const after = await sharp(drawn.image).metadata();
  for (const what of ['exif', 'icc', 'xmp', 'iptc', 'comments'] as const)
    assert.equal(after[what], undefined, what);
  for (const words of ['OWNER', 'Exif', 'GPS', '2026:10']) assert.ok(!drawn.image.includes(words), words);
  assert.deepEqual([after.format, after.width, after.height], ['jpeg', 338, 450]);
  assert.ok(drawn.image.length < 40_000, `${drawn.image.length} bytes`);
});

test('words written behind the end of a file, or into a PNG, are left out', async () => {
  const png = await plain(400, 500)
    .png()
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">HOME</x:xmpmeta>')
    .toBuffer();
  const drawn = await drawSmall(Buffer.concat([png, Buffer.from('SECRET TAIL')]));
  assert.ok('image' in drawn);
  assert.equal(kindOf(drawn.image), 'jpeg');
  assert.ok(!drawn.image.includes('SECRET TAIL') && !drawn.image.includes('HOME'));
});

const chunk = (kind: string, body: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(kind), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
};

test('a small file that would unfold to a huge picture is refused in words, at once', async () => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(50_000, 0);
  head.writeUInt32BE(50_000, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const bomb = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  assert.ok(bomb.length < 5000);
  assert.match(await said(bomb), /too many points/);
});

test('a phone’s HEIC is refused with what to do about it', async () => {
  for (const brand of ['heic', 'heix', 'mif1'])
    assert.match(
      await said(Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0mif1heic`, 'latin1')),
      /HEIC[\s\S]*Most Compatible/,
      brand,
    );
  assert.match(await said(Buffer.from('\0\0\0\x18ftypisom\0\0\0\0', 'latin1')), /neither/);
});

test('what is no JPEG or PNG, damaged, or too small to know somebody by is refused', async () => {
  assert.match(await said(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), /neither/);
  assert.match(await said(await plain(300, 300).gif().toBuffer()), /neither/);
  assert.match(await said(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])), /cannot be read/);
  const whole = await plain(800, 1000).jpeg({ quality: 100 }).toBuffer();
  assert.match(await said(whole.subarray(0, Math.floor(whole.length / 2))), /cannot be read/);
  assert.match(await said(await plain(60, 400).jpeg().toBuffer()), /too small/);
  assert.equal(await said(await plain(800, 1000).jpeg().toBuffer()), 'drawn');
});
