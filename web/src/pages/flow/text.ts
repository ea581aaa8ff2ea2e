/** Width of text without a browser: good enough to cut a label before it meets its neighbour. */

const WIDE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/

/** Estimated width in pixels at a size of `size_px`. */
export function textWidth(text: string, size_px: number): number {
  let em = 0
  for (const c of text) em += WIDE.test(c) ? 1 : /[mwMW@%]/.test(c) ? 0.84 : /[iljtfr.,:;'|!() ]/.test(c) ? 0.33 : /[A-Z]/.test(c) ? 0.66 : 0.54
  return em * size_px
}

/** The text, cut with an ellipsis if it is wider than `room_px`. */
export function fitText(text: string, room_px: number, size_px: number): string {
  if (textWidth(text, size_px) <= room_px) return text
  const letters = [...text]
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size_px) > room_px) letters.pop()
  return `${letters.join('').trimEnd()}…`
}
