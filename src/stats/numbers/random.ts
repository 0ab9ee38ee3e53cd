/** A seeded source of chance; equal seeds give equal bytes on every machine. */
export type Random = {
  /** The next 32 bits. */
  bits: () => number;
  /** The next bits of a whole array at once, the same as one by one but twice as fast. */
  fill: (into: Uint32Array) => void;
  /** Uniform on (0, 1), neither end included. */
  uniform: () => number;
  /** An independent source for a part of the work, so that parts may be added or left out without disturbing each other. */
  split: (part: number) => Random;
};

/** Opens a source of chance. Generator: sfc32 (small fast counter, Doty-Humphrey 2010), filled from the seed by a multiply-xorshift hash. */
export function openRandom(seed: number): Random {
  return grow(hash(seed | 0, 0x9e3779b9), hash(Math.floor(seed / 4_294_967_296) | 0, 0x85ebca6b));
}

function grow(first: number, second: number): Random {
  const state = Int32Array.of(hash(first, 1), hash(second, 2), hash(first ^ second, 3), 1);
  const fill = (into: Uint32Array) => {
    let [a, b, c, counter] = [state[0]!, state[1]!, state[2]!, state[3]!];
    for (let i = 0; i < into.length; i += 1) {
      const out = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + out) | 0;
      into[i] = out;
    }
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = counter;
  };
  const one = new Uint32Array(1);
  const bits = () => {
    fill(one);
    return one[0]!;
  };
  fill(new Uint32Array(12));
  return {
    bits,
    fill,
    uniform: () => (bits() + 0.5) / 4_294_967_296,
    split: (part) => grow(hash(first, part), hash(second, part + 0x51ed27)),
  };
}

function hash(value: number, salt: number): number {
  let h = Math.imul(value ^ salt, 0x7feb352d);
  h = Math.imul((h ^ (h >>> 15)) + salt, 0x846ca68b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
