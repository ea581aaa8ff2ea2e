import type { ApiErrorBody, Location } from './types'

export const API = '/api/v1'

export type Query = Record<string, string | number | boolean | null | undefined>

/** What the server refused, with the stable code that the interface translates. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly params: Record<string, string>
  readonly location: Location | null

  constructor(status: number, body: ApiErrorBody | null) {
    super(body?.error.message ?? `HTTP ${status}`)
    this.status = status
    this.code = body?.error.code ?? (status === 0 ? 'unreachable' : 'http')
    this.params = body?.error.params ?? {}
    this.location = body?.error.location ?? null
  }
}

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

export async function request<T>(method: string, path: string, options: { query?: Query; body?: unknown; signal?: AbortSignal } = {}): Promise<T> {
  const form = options.body instanceof FormData
  const headers: Record<string, string> = {}
  if (options.body !== undefined && !form) headers['content-type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(`${API}${path}${queryString(options.query)}`, {
      method,
      headers,
      body: options.body === undefined ? undefined : form ? (options.body as FormData) : JSON.stringify(options.body),
      signal: options.signal,
    })
  } catch (cause) {
    if (options.signal?.aborted) throw cause
    throw new ApiError(0, null)
  }
  if (!response.ok) {
    let body: ApiErrorBody | null = null
    try {
      body = (await response.json()) as ApiErrorBody
    } catch {
      /* Not our envelope: a proxy answered. */
    }
    throw new ApiError(response.status, body?.error ? body : null)
  }
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) => request<T>('GET', path, { query, signal })
