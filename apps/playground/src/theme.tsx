import { useEffect, useState } from 'preact/hooks';

const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

/** Returns the theme that was chosen on this device; that of the system if storage is refused. */
function stored(): Theme {
  try {
    const kept = localStorage.getItem('theme');
    return THEMES.find((theme) => theme === kept) ?? 'system';
  } catch {
    return 'system';
  }
}

/** Chooses between the system's colors, light and dark. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(stored);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    try {
      localStorage.setItem('theme', theme);
    } catch {
      // It holds until the page is closed.
    }
    dispatchEvent(new Event('themechange'));
  }, [theme]);
  return (
    <label class="theme">
      Colors{' '}
      <select
        value={theme}
        onChange={(event) => setTheme(THEMES.find((one) => one === event.currentTarget.value) ?? 'system')}
      >
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}
