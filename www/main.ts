import { mount } from 'svelte';
import { install } from './api';
import App from './App.svelte';
import { Session } from './state/session.svelte';
import './style/tokens.css';
import './style/base.css';

const session = new Session();
install(session);
mount(App, { target: document.getElementById('app') as HTMLElement, props: { session } });
