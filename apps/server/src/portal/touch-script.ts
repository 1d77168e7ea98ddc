import { createHash } from 'node:crypto'

/** The idle reset of a touch screen: a warning after 50 seconds, home after 60. */
export const IDLE_SECONDS = { warn: 50, reset: 60 } as const

const source = `(function(){var d=document,b=d.body,h=b.getAttribute('data-home'),box=d.querySelector('.idle'),note=d.getElementById('idle-note'),last=Date.now(),w=window,secret=b.getAttribute('data-secret')==='1',atHome=location.pathname===h;
function reset(){d.querySelector('.hall').textContent='';d.querySelector('.stay').textContent='';box.hidden=true;last=Date.now();location.replace(h+'?lang=zh-CN')}
function touched(){last=Date.now();if(!box.hidden){box.hidden=true}}
['pointerdown','keydown','wheel','touchstart'].forEach(function(e){d.addEventListener(e,touched,{passive:true,capture:true})});
d.querySelector('.stay').addEventListener('scroll',touched,{passive:true});
setInterval(function(){var s=Math.floor((Date.now()-last)/1000);if(atHome&&!secret){if(s>=300)location.reload();return}if(s>=${IDLE_SECONDS.reset})return reset();if(s>=${IDLE_SECONDS.warn}){note.textContent=note.getAttribute('data-words').replace('{seconds}',String(${IDLE_SECONDS.reset}-s));if(box.hidden){box.hidden=false;box.querySelector('button').focus()}}},250);
w.addEventListener('pageshow',function(e){if(e.persisted)reset()});
if(secret){history.replaceState(null,'',h);w.addEventListener('unload',function(){})}
d.addEventListener('contextmenu',function(e){e.preventDefault()});
d.addEventListener('click',function(e){var a=e.target.closest&&e.target.closest('a');if(a&&a.origin!==location.origin)e.preventDefault()},true);
var shown=d.querySelector('[data-shown]'),kept=d.querySelector('[data-kept]');
function beat(){var x=new XMLHttpRequest(),p='skin=touch&version='+encodeURIComponent(V)+'&page='+encodeURIComponent(location.pathname);
if(shown)p+='&shown='+encodeURIComponent(shown.getAttribute('data-shown'));if(kept)p+='&kept='+encodeURIComponent(kept.getAttribute('data-kept'));
x.open('POST','/device/beat');x.setRequestHeader('Content-Type','application/x-www-form-urlencoded');x.onload=function(){if(x.status===410)location.replace('/device')};x.send(p)}
var V='TOUCH_VERSION';beat();setInterval(beat,60000);
if('serviceWorker' in navigator){navigator.serviceWorker.register('/touch/worker.js',{scope:'/touch/'}).then(function(){return navigator.serviceWorker.ready}).then(function(r){if(atHome&&r.active)r.active.postMessage({keep:h+'/pages.json'})}).catch(function(){})}
})()`

/** Which script a screen runs: what its heartbeat names, so that the workbench sees old ones. */
export const touchVersion = createHash('sha256').update(source).digest('hex').slice(0, 8)

/**
 * The script of the touch screen: it resets after idleness, keeps what was entered out of the history, tells the server
 * that the screen lives and what it shows, and asks for the copy that a day without network needs. Pages work without it.
 */
export const touchScript = source.replace('TOUCH_VERSION', touchVersion)

/**
 * The worker that keeps a copy of the public pages. The network comes first; what it does not give within five seconds comes
 * from the copy, with the moment it was kept. Pages marked no-store (whatever somebody entered) are never kept.
 */
export const touchWorker = `var NAME='touch-1';
self.addEventListener('install',function(e){self.skipWaiting()});
self.addEventListener('activate',function(e){e.waitUntil(self.clients.claim())});
function mayKeep(r){return r.ok&&r.type==='basic'&&!/no-store/.test(r.headers.get('cache-control')||'')}
function keep(c,url,r){return r.arrayBuffer().then(function(body){var h=new Headers(r.headers);h.set('x-kept-at',new Date().toISOString());h.delete('content-encoding');return c.put(url,new Response(body,{status:200,headers:h}))})}
function fresh(q,url){var stop=new AbortController(),t=setTimeout(function(){stop.abort()},5000);return fetch(q,{signal:stop.signal}).then(function(r){clearTimeout(t);if(r.status>=502&&r.status<=504)throw new Error('busy');if(mayKeep(r)){var copy=r.clone();caches.open(NAME).then(function(c){return keep(c,url,copy)})}return r})}
function two(n){return (n<10?'0':'')+n}
function old(url){return caches.open(NAME).then(function(c){return c.match(url)}).then(function(r){if(!r)return c404();if((r.headers.get('content-type')||'').indexOf('text/html')!==0)return r;var at=r.headers.get('x-kept-at');return r.text().then(function(t){var d=new Date(Date.parse(at)+288e5),w=(d.getUTCMonth()+1)+'-'+d.getUTCDate()+' '+two(d.getUTCHours())+':'+two(d.getUTCMinutes());var en=t.indexOf('lang="en"')>0&&t.indexOf('lang="en"')<40;var words=(en?'OFFLINE_EN':'OFFLINE_ZH').replace('{when}',w);return new Response(t.replace('<!--kept-->','<p class="kept" role="status" data-kept="'+at+'">'+words+'</p>'),{headers:{'content-type':'text/html; charset=utf-8','content-security-policy':r.headers.get('content-security-policy')||''}})})})}
function c404(){return Response.redirect(HOME||'/touch/',302)}
var HOME='';
self.addEventListener('fetch',function(e){var u=new URL(e.request.url);if(e.request.method!=='GET'||u.origin!==location.origin)return;if(u.pathname.indexOf('/touch')!==0)return;var m=/^\\/touch\\/\\d{12}/.exec(u.pathname);if(m)HOME=m[0];u.searchParams.delete('lang');var key=u.href;e.respondWith(fresh(e.request,key).catch(function(){return old(key)}))});
self.addEventListener('message',function(e){var list=e.data&&e.data.keep;if(!list)return;e.waitUntil(fetch(list).then(function(r){return r.json()}).then(function(d){return caches.open(NAME).then(function(c){return d.pages.reduce(function(before,p){return before.then(function(){return fetch(p).then(function(r){if(mayKeep(r))return keep(c,new URL(p,location.origin).href,r)})})},Promise.resolve()).then(function(){var wanted={};d.pages.forEach(function(p){wanted[new URL(p,location.origin).href]=1});return c.keys().then(function(ks){return Promise.all(ks.map(function(k){return wanted[k.url]?0:c.delete(k)}))})})})}).catch(function(){}))});`
