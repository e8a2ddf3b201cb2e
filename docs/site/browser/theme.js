// The theme, before anything is drawn: the choice of the page, which is kept under the same name, or the system's.

const system = matchMedia('(prefers-color-scheme: dark)');

/** Storage may be forbidden. Then the choice is for one page. */
let chosen = null;
try {
  chosen = localStorage.getItem('cloze.theme');
} catch {
  // The system's theme it is.
}

function apply() {
  const dark = chosen === 'dark' || (chosen !== 'light' && system.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

apply();
system.addEventListener('change', apply);

document.addEventListener('DOMContentLoaded', () => {
  const label = document.querySelector('.theme');
  const select = label.querySelector('select');
  if ([...select.options].some(({ value }) => value === chosen)) select.value = chosen;
  label.hidden = false;
  select.addEventListener('change', () => {
    chosen = select.value;
    try {
      localStorage.setItem('cloze.theme', chosen);
    } catch {
      // See above.
    }
    apply();
  });
});
