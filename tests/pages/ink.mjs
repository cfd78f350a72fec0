// What is drawn in a part of a picture.
import { PNG } from 'pngjs';

// A pixel is ink if one of its colors differs from the paper's by more.
const DIFFERENCE = 48;

/** A picture of PNG's bytes: its width and height, and the color of a pixel. */
export function decode(png) {
  const { width, height, data } = PNG.sync.read(png);
  return { width, height, rgb: (x, y) => { const at = 4 * (y * width + x); return [data[at], data[at + 1], data[at + 2]]; } };
}

/** A PNG of parts of others, from left to right. */
export function sideBySide(parts) {
  const widths = parts.map(({ box }) => Math.floor(box.width));
  const heights = parts.map(({ box }) => Math.floor(box.bottom - box.top));
  const sheet = new PNG({ width: widths.reduce((a, b) => a + b), height: Math.max(...heights) });
  parts.reduce((left, { png, box }, at) => {
    PNG.bitblt(PNG.sync.read(png), sheet, Math.floor(box.left), Math.floor(box.top), widths[at], heights[at], left, 0);
    return left + widths[at];
  }, 0);
  return PNG.sync.write(sheet, { colorType: 2, deflateLevel: 9 });
}

/** The ink in a box of a picture, beside a color of paper. Lines are counted from the box's top, columns from its left. */
export class Ink {
  constructor(picture, box, paper) {
    const left = Math.max(0, Math.floor(box.left));
    const top = Math.max(0, Math.floor(box.top));
    this.width = Math.min(picture.width, Math.ceil(box.right)) - left;
    this.height = Math.min(picture.height, Math.ceil(box.bottom)) - top;
    const isInk = (x, y) => picture.rgb(left + x, top + y).some((value, at) => Math.abs(value - paper[at]) > DIFFERENCE);
    this.lines = Array.from({ length: this.height }, (_, y) => Array.from({ length: this.width }, (_, x) => isInk(x, y)));
  }

  get amount() {
    return this.lines.flat().filter(Boolean).length;
  }

  /** The lines that have ink, as ranges [from, to) from top to bottom. */
  get rows() {
    return ranges(this.lines.map((line) => line.some(Boolean)));
  }

  /** The columns that have ink in some lines, as ranges. */
  columns(from = 0, to = this.height) {
    const lines = this.lines.slice(from, to);
    return ranges(Array.from({ length: this.width }, (_, x) => lines.some((line) => line[x])));
  }

  /** Strokes across the whole box, as ranges of lines: as much of each is ink. */
  strokesAcross(share) {
    return ranges(this.lines.map((line) => line.filter(Boolean).length >= share * this.width));
  }

  /** Strokes down the whole box, as ranges of columns. */
  strokesDown(share) {
    return ranges(Array.from({ length: this.width }, (_, x) => this.lines.filter((line) => line[x]).length >= share * this.height));
  }
}

function ranges(flags) {
  const found = [];
  flags.forEach((flag, at) => {
    if (flag && flags[at - 1]) found.at(-1)[1] = at + 1;
    else if (flag) found.push([at, at + 1]);
  });
  return found;
}
