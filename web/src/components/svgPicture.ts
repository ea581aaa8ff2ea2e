/** An SVG on the page as a file: colours and type written into it, so that it looks the same anywhere. For any chart that is an SVG. */
import { useRef } from 'react'

const SHOWN = ['fill', 'stroke', 'opacity', 'fill-opacity', 'stroke-opacity', 'stroke-width', 'font-size', 'font-weight', 'text-anchor', 'paint-order', 'stroke-linejoin', 'stroke-dasharray'] as const

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** The picture as SVG text, with a title above and the sources below. */
export function svgText(svg: SVGSVGElement, title: string, note: string): string {
  const width = svg.clientWidth || svg.viewBox.baseVal.width
  const height = svg.clientHeight || svg.viewBox.baseVal.height
  const copy = svg.cloneNode(true) as SVGSVGElement
  const [from, to] = [svg.querySelectorAll('*'), copy.querySelectorAll('*')]
  from.forEach((element, i) => {
    const style = getComputedStyle(element)
    const target = to[i] as SVGElement
    for (const name of SHOWN) {
      const value = style.getPropertyValue(name)
      if (value) target.setAttribute(name, value)
    }
    for (const name of ['class', 'style', 'tabindex', 'role', 'data-from', 'data-to', 'data-value', 'data-node']) target.removeAttribute(name)
  })
  const root = getComputedStyle(document.documentElement)
  const [ground, ink, quiet] = ['--ground', '--ink', '--ink-3'].map(name => root.getPropertyValue(name).trim())
  const body = new XMLSerializer().serializeToString(copy).replace(/^<svg[^>]*>/, '').replace(/<\/svg>$/, '')
  const lines = note.match(/.{1,140}(\s|$)/g) ?? [note]
  const total = height + 56 + lines.length * 16 + 12
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 32}" height="${total}" viewBox="0 0 ${width + 32} ${total}" font-family="'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif">` +
    `<rect width="100%" height="100%" fill="${ground}"/>` +
    `<text x="16" y="30" font-size="17" font-weight="600" fill="${ink}">${escape(title)}</text>` +
    `<g transform="translate(16 48)">${body}</g>` +
    lines.map((line, i) => `<text x="16" y="${height + 68 + i * 16}" font-size="11" fill="${quiet}">${escape(line.trim())}</text>`).join('') +
    `</svg>`
  )
}

/** The same as PNG, two pixels for each. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.width * 2
  canvas.height = image.height * 2
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  context.scale(2, 2)
  context.drawImage(image, 0, 0)
  return new Promise((resolve, reject) => {
    canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png')
  })
}

/** What a `ChartFrame` needs to give an SVG out as SVG and PNG: `ref` belongs to the picture, `pictures` to the frame. */
export function useSvgPictures(title: string, note: string) {
  const ref = useRef<SVGSVGElement>(null)
  const text = () => {
    if (!ref.current) throw new Error('no picture')
    return svgText(ref.current, title, note)
  }
  const pictures = {
    svg: async () => new Blob([text()], { type: 'image/svg+xml' }),
    png: async () => pngOf(text()),
  }
  return [ref, pictures] as const
}
