const quote = 0x22;
const backslash = 0x5c;
const open = new Set([0x5b, 0x7b]);
const close = new Set([0x5d, 0x7d]);

/** How deep the lists and objects of valid JSON nest. */
export function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === quote) i = endOfString(text, i);
    else if (open.has(code)) deepest = Math.max(deepest, (depth += 1));
    else if (close.has(code)) depth -= 1;
  }
  return deepest;
}

/** The members of the list under `name` of a valid JSON object, each as its own text. Undefined when it is not written plainly. */
export function membersOf(text: string, name: string): string[] | undefined {
  const key = `"${name}"`;
  let members: string[] | undefined;
  let depth = 0;
  let begin = 0;
  let inside = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === quote) {
      const end = endOfString(text, i);
      if (depth === 1 && !inside && text.startsWith(key, i)) {
        const list = /^\s*:\s*\[/.exec(text.slice(end + 1, end + 200));
        if (list) {
          members = [];
          inside = true;
          depth = 2;
          begin = end + 1 + list[0].length;
          i = begin - 1;
          continue;
        }
      }
      i = end;
    } else if (open.has(code)) depth += 1;
    else if (close.has(code)) {
      depth -= 1;
      if (inside && depth === 1) {
        push(members!, text.slice(begin, i));
        inside = false;
      }
    } else if (inside && depth === 2 && code === 0x2c) {
      push(members!, text.slice(begin, i));
      begin = i + 1;
    }
  }
  return members;
}

function push(members: string[], text: string): void {
  const member = text.trim();
  if (member !== "") members.push(member);
}

/** Where the string that begins at `start` ends. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}
