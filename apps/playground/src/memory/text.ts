/**
 * The beginning of Moby-Dick (Herman Melville, 1851; public domain). It is fetched with the page,
 * so that no chapter needs the network later.
 */
export const mobyDick: Promise<string> = fetch('moby-dick.txt').then((response) => {
  if (!response.ok) throw new Error(`Moby-Dick could not be fetched: ${response.status}.`);
  return response.text();
});
mobyDick.catch(() => undefined); // the chapter that needs it reports the error
