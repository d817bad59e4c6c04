/**
 * The script of the page. It colors the text by the chosen unit, and switches between light and
 * dark. Without scripts the first unit is shown. A text of one letter for each character, `a` to
 * `u`, holds the activations -1 to 1 of a unit.
 */
export const script = `
const root = document.documentElement;
const theme = document.getElementById('theme');
const preferred = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
const isDark = () => (root.dataset.theme || preferred()) === 'dark';
const name = () => { theme.textContent = isDark() ? 'Light' : 'Dark'; };
theme.hidden = false;
theme.addEventListener('click', () => { root.dataset.theme = isDark() ? 'light' : 'dark'; name(); });
name();
const heat = document.getElementById('heat');
if (heat) {
  const cells = heat.querySelectorAll('i');
  const levels = JSON.parse(document.getElementById('levels').textContent);
  const caption = document.getElementById('unit');
  document.getElementById('units').addEventListener('change', ({ target }) => {
    const text = levels[target.value];
    cells.forEach((cell, i) => {
      const level = (text.charCodeAt(i) - 107) / 10;
      cell.classList.toggle('d', level < 0);
      cell.style.setProperty('--a', 'calc(' + Math.abs(level) + ' * var(--most))');
    });
    caption.textContent = target.dataset.caption;
  });
}
`;
