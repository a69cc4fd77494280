import { useLocation, useNavigate } from '@tanstack/react-router'

export type AddressQuery = Record<string, string | undefined>

/** Filters, search and page live in the address: a link shows the same list, and back returns to it. */
export function useAddressQuery(): { query: AddressQuery; set(next: AddressQuery): void } {
  const location = useLocation()
  const navigate = useNavigate()
  const query = Object.fromEntries(
    Object.entries(location.search as Record<string, unknown>).map(([key, value]) => [
      key,
      value === undefined ? undefined : String(value),
    ]),
  )
  return {
    query,
    set: next =>
      void navigate({
        to: location.pathname,
        search: Object.fromEntries(
          Object.entries(next).filter(([, value]) => value !== undefined && value !== ''),
        ) as never,
      }),
  }
}
