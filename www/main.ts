import './engine/trusted';
import { mount } from 'svelte';
import { install } from './api';
import App from './App.svelte';
import { Session } from './state/session.svelte';
import './style/tokens.css';
import './style/base.css';
import { update } from './state/update.svelte';
import './first/first.css';

const session = new Session();
const { ready } = install(session);
const target = document.getElementById('app') as HTMLElement;
target.replaceChildren();
mount(App, { target, props: { session } });
ready.finally(() => update.watch()).catch(() => {});
