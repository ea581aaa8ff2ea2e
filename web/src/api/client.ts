import createClient from 'openapi-fetch'
import type { paths } from './schema'
import type { ApiErrorBody, ErrorCode, Finding, Location } from './types'

/** What the server refused, with the stable code that the interface translates. */
export class ApiError extends Error {
  readonly status: number
  readonly code: ErrorCode | 'unreachable' | 'http'
  readonly params: Record<string, string>
  readonly location: Location | null
  /** What was found in a file, if that is why. */
  readonly finding: Finding | null

  constructor(status: number, body: ApiErrorBody | null) {
    super(body?.error.message ?? `HTTP ${status}`)
    this.status = status
    this.code = body?.error.code ?? (status === 0 ? 'unreachable' : 'http')
    this.params = body?.error.params ?? {}
    this.finding = body?.error.finding ?? null
    this.location = body?.error.location ?? this.finding?.location ?? null
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>

/** `?a=1&b=2` of the parameters that are set, in a stable order, so that equal questions have equal addresses. */
export function queryString(query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const key of Object.keys(query).toSorted()) {
    const value = query[key]
    if (value !== null && value !== undefined && value !== '') parameters.set(key, String(value))
  }
  const text = parameters.toString()
  return text ? `?${text}` : ''
}

/** The client of the whole API; paths, parameters and answers are checked against the snapshot. */
export const api = createClient<paths>({ querySerializer: (query) => queryString(query as Query).slice(1) })

/** The answer, or the refusal as an exception. */
export async function unwrap<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let settled: { data?: T; error?: unknown; response: Response }
  try {
    settled = await answer
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError(0, null)
  }
  const { data, error, response } = settled
  if (!response.ok) {
    const body = error as ApiErrorBody | undefined
    throw new ApiError(response.status, body?.error?.code ? body : null)
  }
  return data as T
}

const BASE = '/api/v1'

/** Address of a file to download. */
export const downloadHref = (path: string, query?: Query) => `${BASE}${path}${queryString(query)}`

/** Asks an address that was put together by hand; for forms with files and paths beyond the typed client. */
export async function request<T>(method: string, path: string, options: { query?: Query; body?: FormData | object; signal?: AbortSignal } = {}): Promise<T> {
  const { body, signal } = options
  const form = body instanceof FormData
  let response: Response
  try {
    response = await fetch(downloadHref(path, options.query), {
      method,
      headers: body && !form ? { 'content-type': 'application/json' } : {},
      body: form ? body : body ? JSON.stringify(body) : null,
      signal: signal ?? null,
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiError(0, null)
  }
  const text = await response.text()
  let data: unknown = null
  try {
    data = text ? JSON.parse(text) : null
  } catch {
    /* Not our envelope: a proxy answered. */
  }
  if (!response.ok) throw new ApiError(response.status, (data as ApiErrorBody | null)?.error ? (data as ApiErrorBody) : null)
  return data as T
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) => request<T>('GET', path, { query, signal })
