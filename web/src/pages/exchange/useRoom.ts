import { useCallback, useState } from 'react'

/** Width of what a picture may fill, as the window has it, and what measures it. */
export function useRoom(): [number, (element: HTMLDivElement | null) => void | (() => void)] {
  const [room, setRoom] = useState(0)
  const holder = useCallback((element: HTMLDivElement | null) => {
    if (!element) return
    const observer = new ResizeObserver(([entry]) => setRoom(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [Math.max(280, room), holder]
}
