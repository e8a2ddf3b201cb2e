import { mount } from 'svelte';
import { install } from './api';
import App from './App.svelte';
import { preferences } from './state/preferences.svelte';
import { Session } from './state/session.svelte';
import './style/tokens.css';
import './style/base.css';

// Before anything is measured or painted.
preferences.apply();
const session = new Session();
install(session);
mount(App, { target: document.getElementById('app') as HTMLElement, props: { session } });
