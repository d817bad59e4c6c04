import { useEffect, useState } from 'preact/hooks';

/** Replaces the parameters of the address: every setting of the page is in it. */
export function writeAddress(parameters: Readonly<Record<string, string>>): void {
  const search = new URLSearchParams(parameters).toString().replaceAll('%2C', ',');
  history.replaceState(null, '', `${location.pathname}?${search}`);
}

/** Returns the parameters of the address; anew when the reader goes back or forward. */
export function useAddress(): [URLSearchParams, (parameters: Readonly<Record<string, string>>) => void] {
  const [search, setSearch] = useState(() => new URLSearchParams(location.search));
  useEffect(() => {
    const read = () => setSearch(new URLSearchParams(location.search));
    addEventListener('popstate', read);
    return () => removeEventListener('popstate', read);
  }, []);
  const visit = (parameters: Readonly<Record<string, string>>) => {
    history.pushState(null, '', `${location.pathname}?${new URLSearchParams(parameters).toString()}`);
    setSearch(new URLSearchParams(location.search));
  };
  return [search, visit];
}
