import './engine/trusted';
import { mount } from 'svelte';
import { install } from './api';
import App from './App.svelte';
import { prepareNumbers } from './format';
import { preferences } from './state/preferences.svelte';
import { Session } from './state/session.svelte';
import './style/tokens.css';
import './style/base.css';
import { update } from './state/update.svelte';
import './first/first.css';

// Before anything is measured or painted.
preferences.apply();
const session = new Session();
const { ready } = install(session);
const target = document.getElementById('app') as HTMLElement;
target.replaceChildren();
mount(App, { target, props: { session } });
setTimeout(prepareNumbers);
ready.finally(() => update.watch()).catch(() => {});
