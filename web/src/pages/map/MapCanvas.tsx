/**
 * The drawn map: our own polygons on a quiet ground. No tiles, no fonts, no request to anybody outside.
 *
 * React owns what is shown; MapLibre owns the pixels. Geometry goes in once per level; a year changes only the feature state
 * of the places whose class changed, so that playing stays far below 100 ms a step.
 */
import type { FeatureCollection } from 'geojson'
import { Map as GlMap, type GeoJSONSource, type MapLayerMouseEvent, type MapMouseEvent } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import { forwardRef, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import { type BoundaryCollection, type Box, outlines } from './geometry'
import { type Ground, missingColours } from './ramp'
import { classChanges, type MapSeries } from './series'

/** A facility with where and how large it is drawn. */
export interface DrawnPoint {
  code: string
  lon: number
  lat: number
  /** Radius in pixels at the scale of the legend. */
  radius: number
  value: number
  colour: string
  missing: boolean
}

/** What the pointer is over, and where in the frame; outside the frame (-1) when the list is. */
export interface HoverTarget {
  kind: 'place' | 'enterprise' | 'cluster'
  id: string
  x: number
  y: number
  /** Members and sum of a cluster. */
  count?: number
  sum?: number
}

export interface MapColours {
  ground: Ground
  sea: string
  land: string
  line: string
  ink: string
  paper: string
  classes: string[]
}

export interface MapHandle {
  zoom: (by: 1 | -1) => void
  fit: () => void
}

export interface MapCanvasProps {
  /** Quiet land below, so that areas without a row do not float in nothing. */
  land: BoundaryCollection | null
  areas: BoundaryCollection
  /** Row of each boundary. */
  owner_of: ReadonlyMap<string, string>
  rows: readonly MapSeries[]
  year: number
  colours: MapColours
  points: readonly DrawnPoint[]
  clustered: boolean
  /** Areas stay unfilled when facilities are the subject. */
  outlinesOnly: boolean
  selected: string | null
  hovered: string | null
  box: Box | null
  still: boolean
  label: string
  onHover: (what: HoverTarget | null) => void
  onSelect: (what: { kind: 'place' | 'enterprise'; id: string } | null) => void
  onOpen: (place: string) => void
  onLost: () => void
}

const NONE = { type: 'FeatureCollection' as const, features: [] }
const MARKED = ['any', ['boolean', ['feature-state', 'selected'], false], ['boolean', ['feature-state', 'hovered'], false]] as never
/** Room round what is shown; at the left also for the legend, where it lies on the map. */
const paddingOf = (gl: HTMLElement) => ({ top: 20, right: 20, bottom: 20, left: gl.clientWidth > 560 ? 208 : 20 })

/** Diagonal lines for places without a value, 2 pixels a device pixel. */
function hatch(line: string): ImageData | null {
  const size = 16
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const c = canvas.getContext('2d')
  if (!c) return null
  c.strokeStyle = line
  c.lineWidth = 2
  for (const shift of [-size, 0, size]) {
    c.beginPath()
    c.moveTo(shift, size)
    c.lineTo(shift + size, 0)
    c.stroke()
  }
  return c.getImageData(0, 0, size, size)
}

const fillOf = (colours: MapColours) => [
  'match',
  ['coalesce', ['feature-state', 'class'], -2],
  ...colours.classes.flatMap((colour, i) => [i, colour]),
  -1,
  missingColours(colours.ground).fill,
  colours.land,
]

export const MapCanvas = forwardRef<MapHandle, MapCanvasProps>(function MapCanvas(props, handle) {
  const holder = useRef<HTMLDivElement>(null)
  const map = useRef<GlMap | null>(null)
  const now = useRef(props)
  useLayoutEffect(() => {
    now.current = props
  })
  const [ready, setReady] = useState(0)
  const painted = useRef<{ rows: readonly MapSeries[]; owner_of: ReadonlyMap<string, string>; year: number } | null>(null)
  const marked = useRef<{ selected: string | null; hovered: string | null }>({ selected: null, hovered: null })
  const { land, areas, owner_of, rows, year, colours, points, clustered, outlinesOnly, selected, hovered, box, still, label } = props

  useEffect(() => {
    const container = holder.current
    if (!container) return
    let gl: GlMap
    try {
      gl = new GlMap({
        container,
        style: { version: 8, sources: {}, layers: [{ id: 'sea', type: 'background', paint: { 'background-color': now.current.colours.sea } }] },
        bounds: now.current.box ?? undefined,
        fitBoundsOptions: { padding: paddingOf(container) },
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        renderWorldCopies: false,
        doubleClickZoom: false,
        keyboard: true,
        maxZoom: 14,
        fadeDuration: 0,
        // A picture of the map may be saved.
        canvasContextAttributes: { preserveDrawingBuffer: true, antialias: true },
      })
    } catch {
      now.current.onLost()
      return
    }
    gl.touchZoomRotate.disableRotation()
    gl.keyboard.disableRotation()
    gl.on('error', (event) => {
      // A lost or refused context cannot be drawn on; anything else is worth a line for the developer.
      if (/webgl/i.test(event.error?.message ?? '')) now.current.onLost()
      else console.error(event.error)
    })
    const canvas = gl.getCanvas()
    const lost = () => now.current.onLost()
    canvas.addEventListener('webglcontextlost', lost)
    gl.on('load', () => {
      build(gl)
      setReady((n) => n + 1)
    })

    const at = (event: MapMouseEvent | MapLayerMouseEvent) => {
      const layers = ['points', 'clusters', 'areas'].filter((id) => gl.getLayer(id))
      const [hit] = gl.queryRenderedFeatures(event.point, { layers })
      return hit ?? null
    }
    gl.on('mousemove', (event) => {
      const hit = at(event)
      if (!hit) {
        canvas.style.cursor = ''
        now.current.onHover(null)
        return
      }
      canvas.style.cursor = 'pointer'
      const { x, y } = event.point
      if (hit.layer.id === 'points') now.current.onHover({ kind: 'enterprise', id: String(hit.properties.code), x, y })
      else if (hit.layer.id === 'clusters') now.current.onHover({ kind: 'cluster', id: String(hit.id), x, y, count: Number(hit.properties.point_count), sum: Number(hit.properties.sum) })
      else {
        const place = now.current.owner_of.get(String(hit.properties.code))
        now.current.onHover(place ? { kind: 'place', id: place, x, y } : null)
        if (!place) canvas.style.cursor = ''
      }
    })
    gl.on('mouseout', () => now.current.onHover(null))
    gl.on('click', (event) => {
      const hit = at(event)
      if (!hit) now.current.onSelect(null)
      else if (hit.layer.id === 'points') now.current.onSelect({ kind: 'enterprise', id: String(hit.properties.code) })
      else if (hit.layer.id === 'clusters') {
        const source = gl.getSource<GeoJSONSource>('points')
        void source?.getClusterExpansionZoom(Number(hit.properties.cluster_id)).then((zoom) => {
          if (hit.geometry.type === 'Point') gl.easeTo({ center: hit.geometry.coordinates as [number, number], zoom, animate: !now.current.still })
        })
      } else {
        const place = now.current.owner_of.get(String(hit.properties.code))
        now.current.onSelect(place ? { kind: 'place', id: place } : null)
      }
    })
    gl.on('dblclick', (event) => {
      const hit = at(event)
      const place = hit?.layer.id === 'areas' ? now.current.owner_of.get(String(hit.properties.code)) : undefined
      if (place) now.current.onOpen(place)
    })
    map.current = gl
    const observer = new ResizeObserver(() => gl.resize())
    observer.observe(container)
    return () => {
      observer.disconnect()
      canvas.removeEventListener('webglcontextlost', lost)
      map.current = null
      painted.current = null
      gl.remove()
    }
  }, [])

  useImperativeHandle(handle, () => ({
    zoom: (by) => map.current?.zoomTo(map.current.getZoom() + by, { animate: !now.current.still, duration: 200 }),
    fit: () => now.current.box && map.current && map.current.fitBounds(now.current.box, { padding: paddingOf(map.current.getContainer()), animate: !now.current.still, duration: 400 }),
  }))

  useEffect(() => {
    map.current?.getCanvas().setAttribute('aria-label', label)
  }, [label, ready])

  // Geometry: once per level.
  useEffect(() => {
    const gl = map.current
    if (!ready || !gl) return
    gl.getSource<GeoJSONSource>('land')?.setData((land ?? NONE) as FeatureCollection)
  }, [ready, land])
  useEffect(() => {
    const gl = map.current
    if (!ready || !gl) return
    painted.current = null
    const whole = areas.features.every((f) => owner_of.get(f.properties.code) === f.properties.code)
    gl.getSource<GeoJSONSource>('areas')?.setData(areas as FeatureCollection)
    // Where a row is drawn as its members, the borders inside it are not borders of the map.
    gl.getSource<GeoJSONSource>('lines')?.setData((whole ? areas : outlines(areas.features, owner_of)) as FeatureCollection)
    gl.removeFeatureState({ source: 'areas' })
    gl.removeFeatureState({ source: 'lines' })
    marked.current = { selected: null, hovered: null }
  }, [ready, areas, owner_of])

  // Colours: on a change of theme or indicator.
  useEffect(() => {
    const gl = map.current
    if (!ready || !gl) return
    gl.setPaintProperty('sea', 'background-color', colours.sea)
    gl.setPaintProperty('land', 'fill-color', colours.land)
    gl.setPaintProperty('land-line', 'line-color', colours.line)
    gl.setPaintProperty('areas', 'fill-color', outlinesOnly ? colours.land : (fillOf(colours) as never))
    gl.setPaintProperty('borders', 'line-color', outlinesOnly ? colours.line : colours.paper)
    gl.setPaintProperty('marks', 'line-color', colours.ink)
    gl.setPaintProperty('marks-halo', 'line-color', colours.paper)
    gl.setPaintProperty('points', 'circle-stroke-color', ['case', MARKED, colours.ink, colours.paper])
    gl.setPaintProperty('clusters', 'circle-color', colours.paper)
    gl.setPaintProperty('clusters', 'circle-stroke-color', colours.ink)
    gl.setPaintProperty('cluster-counts', 'text-color', colours.ink)
    gl.setLayoutProperty('hatch', 'visibility', outlinesOnly ? 'none' : 'visible')
    const image = hatch(missingColours(colours.ground).line)
    if (image) {
      if (gl.hasImage('hatch')) gl.updateImage('hatch', image)
      else gl.addImage('hatch', image, { pixelRatio: 2 })
    }
  }, [ready, colours, outlinesOnly])

  // A year: only what differs.
  useEffect(() => {
    const gl = map.current
    if (!ready || !gl || year < 0) return
    const last = painted.current
    const same = last !== null && last.rows === rows && last.owner_of === owner_of
    const members = membersOf(owner_of)
    for (const change of classChanges(rows, same ? last.year : null, year)) {
      for (const id of members.get(change.place) ?? []) gl.setFeatureState({ source: 'areas', id }, { class: change.class ?? -1 })
    }
    painted.current = { rows, owner_of, year }
  }, [ready, rows, owner_of, year, areas])

  useEffect(() => {
    const gl = map.current
    if (!ready || !gl) return
    for (const key of ['selected', 'hovered'] as const) {
      const [before, after] = [marked.current[key], key === 'selected' ? selected : hovered]
      if (before === after) continue
      for (const [id, on] of [[before, false], [after, true]] as const) {
        if (id === null) continue
        gl.setFeatureState({ source: 'lines', id }, { [key]: on })
        gl.setFeatureState({ source: 'points', id }, { [key]: on })
      }
      marked.current[key] = after
    }
  }, [ready, selected, hovered, areas, owner_of])

  useEffect(() => {
    const gl = map.current
    if (!ready || !gl) return
    const source = gl.getSource<GeoJSONSource>('points')
    source?.setClusterOptions({ cluster: clustered, clusterRadius: 34, clusterMaxZoom: 11 })
    source?.setData({
      type: 'FeatureCollection',
      features: points.map((p) => ({
        type: 'Feature',
        properties: { code: p.code, radius: p.radius, value: p.value, colour: p.colour, missing: p.missing },
        geometry: { type: 'Point', coordinates: [p.lon, p.lat] },
      })),
    })
  }, [ready, points, clustered])

  const key = box?.join(',') ?? ''
  const fitted = useRef(key)
  useEffect(() => {
    const gl = map.current
    if (!ready || !gl || !now.current.box || fitted.current === key) return
    fitted.current = key
    gl.fitBounds(now.current.box, { padding: paddingOf(gl.getContainer()), animate: !still, duration: 600 })
  }, [ready, key, still])

  return <div className="map-canvas" ref={holder} data-ready={ready > 0 || undefined} />
})

const memberCache = new WeakMap<ReadonlyMap<string, string>, Map<string, string[]>>()
/** Boundaries of each row. */
function membersOf(owner_of: ReadonlyMap<string, string>): Map<string, string[]> {
  let members = memberCache.get(owner_of)
  if (members) return members
  members = new Map()
  for (const [boundary, row] of owner_of) {
    const list = members.get(row)
    if (list) list.push(boundary)
    else members.set(row, [boundary])
  }
  memberCache.set(owner_of, members)
  return members
}

/** Width of the line round what is selected or under the pointer. */
const markWidth = (width: number) => [
  'case',
  ['boolean', ['feature-state', 'selected'], false],
  width,
  ['boolean', ['feature-state', 'hovered'], false],
  width - 0.8,
  0,
]

/** Sources and layers, from the ground up. Colours come with the first effect. */
function build(gl: GlMap) {
  for (const id of ['land', 'areas', 'lines']) gl.addSource(id, { type: 'geojson', data: NONE, promoteId: 'code', tolerance: 0.2 })
  gl.addSource('points', { type: 'geojson', data: NONE, promoteId: 'code', clusterProperties: { sum: ['+', ['get', 'value']] } })
  gl.addLayer({ id: 'land', type: 'fill', source: 'land' })
  gl.addLayer({ id: 'areas', type: 'fill', source: 'areas' })
  gl.addLayer({
    id: 'hatch',
    type: 'fill',
    source: 'areas',
    paint: { 'fill-pattern': 'hatch', 'fill-opacity': ['case', ['==', ['coalesce', ['feature-state', 'class'], 0], -1], 1, 0] as never },
  })
  gl.addLayer({
    id: 'borders',
    type: 'line',
    source: 'lines',
    layout: { 'line-join': 'round' },
    paint: { 'line-width': ['interpolate', ['linear'], ['zoom'], 4, 0.2, 6, 0.4, 8, 0.9, 12, 1.4] },
  })
  gl.addLayer({ id: 'land-line', type: 'line', source: 'land', layout: { 'line-join': 'round' }, paint: { 'line-width': ['interpolate', ['linear'], ['zoom'], 4, 0.6, 8, 1.2] } })
  gl.addLayer({ id: 'marks-halo', type: 'line', source: 'lines', layout: { 'line-join': 'round' }, paint: { 'line-width': markWidth(4.4) as never } })
  gl.addLayer({ id: 'marks', type: 'line', source: 'lines', layout: { 'line-join': 'round' }, paint: { 'line-width': markWidth(2) as never } })
  gl.addLayer({
    id: 'points',
    type: 'circle',
    source: 'points',
    filter: ['!', ['has', 'point_count']],
    layout: { 'circle-sort-key': ['-', 0, ['get', 'radius']] },
    paint: {
      'circle-radius': ['get', 'radius'],
      'circle-color': ['get', 'colour'],
      'circle-opacity': ['case', ['get', 'missing'], 0, 0.82],
      'circle-stroke-width': ['case', MARKED, 2.4, 1],
    },
  })
  gl.addLayer({
    id: 'clusters',
    type: 'circle',
    source: 'points',
    filter: ['has', 'point_count'],
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['get', 'point_count'], 2, 12, 100, 17, 1000, 24],
      'circle-opacity': 0.92,
      'circle-stroke-width': 1.2,
    },
  })
  gl.addLayer({
    id: 'cluster-counts',
    type: 'symbol',
    source: 'points',
    filter: ['has', 'point_count'],
    // Without a glyph address MapLibre draws the letters itself.
    layout: { 'text-field': ['get', 'point_count_abbreviated'], 'text-size': 11.5, 'text-allow-overlap': true, 'text-font': ['sans-serif'] },
  })
}
