import { createHash } from 'node:crypto'

/**
 * In the words of 1999 (ECMAScript 3): set-top boxes run nothing newer. It moves the focus by the arrow keys to what lies
 * nearest in their direction, fetches pages without leaving the one that stands, keeps what it fetched for a day without
 * network, and tells the server now and then that the box lives and what it shows.
 */
const source = `(function () {
var d = document, w = window, kept = {}, order = [], trail = [], here = location.pathname + location.search, keptAt = null;
var home = d.body.getAttribute('data-home');
function screen() { return d.getElementById('screen'); }
function links() { return screen().getElementsByTagName('a'); }
function box(e) {
  var x = 0, y = 0, n = e;
  while (n) { x += n.offsetLeft; y += n.offsetTop; n = n.offsetParent; }
  return { x: x + e.offsetWidth / 2, y: y + e.offsetHeight / 2, w: e.offsetWidth / 2, h: e.offsetHeight / 2 };
}
function focused() {
  var all = links(), i;
  for (i = 0; i < all.length; i += 1) { if (all[i] === d.activeElement) { return all[i]; } }
  return null;
}
function move(dx, dy) {
  var all = links(), at = focused(), best = null, least = 1e9, a, b, i, along, across, far;
  if (!at) { if (all.length) { all[0].focus(); } return; }
  a = box(at);
  for (i = 0; i < all.length; i += 1) {
    if (all[i] !== at) {
      b = box(all[i]);
      along = (b.x - a.x) * dx + (b.y - a.y) * dy;
      across = Math.abs(dx ? b.y - a.y : b.x - a.x);
      if (along > 4) {
        if (across < (dx ? a.h + b.h : a.w + b.w)) { across = across / 8; }
        else if (dx) { across = across * 20; }
        far = along + across * 2;
        if (far < least) { least = far; best = all[i]; }
      }
    }
  }
  if (best) { best.focus(); }
}
function two(n) { return (n < 10 ? '0' : '') + n; }
function notice(words, at) {
  var old = d.getElementById('away'), p;
  if (old) { old.parentNode.removeChild(old); }
  if (!words) { return; }
  p = d.createElement('p');
  p.id = 'away';
  p.className = 'away';
  p.setAttribute('role', 'status');
  p.appendChild(d.createTextNode(at ? words.replace('{when}', (at.getMonth() + 1) + '-' + at.getDate() + ' ' + two(at.getHours()) + ':' + two(at.getMinutes())) : words));
  d.body.appendChild(p);
}
function part(text) {
  var from = text.indexOf('<!--screen-->'), to = text.indexOf('<!--/screen-->');
  return from < 0 || to < 0 ? null : text.substring(from + 13, to);
}
function ask(url, done) {
  var x = new XMLHttpRequest(), over = false, timer;
  function end(text) { if (!over) { over = true; w.clearTimeout(timer); done(text); } }
  timer = w.setTimeout(function () { x.onreadystatechange = null; x.abort(); end(null); }, 8000);
  x.onreadystatechange = function () {
    if (x.readyState === 4) { end(x.status === 200 ? part(x.responseText) : null); }
  };
  try { x.open('GET', url, true); x.send(null); } catch (e) { end(null); }
}
function keep(url, text) {
  if (!kept[url]) { order.push(url); }
  kept[url] = { text: text, at: new Date() };
  if (order.length > 150) { delete kept[order.shift()]; }
}
function put(url, text) {
  var holder = d.createElement('div'), old = screen(), all, i;
  holder.innerHTML = text;
  old.parentNode.replaceChild(holder.firstChild, old);
  here = url;
  d.title = screen().getAttribute('data-title') || d.title;
  all = links();
  for (i = 0; i < all.length; i += 1) { if (all[i].className === 'first') { all[i].focus(); return; } }
  if (all.length) { all[0].focus(); }
}
function go(url, back) {
  var from = here;
  ask(url, function (text) {
    if (text) { keep(url, text); keptAt = null; notice(null); }
    else if (kept[url]) { text = kept[url].text; keptAt = kept[url].at; notice(d.body.getAttribute('data-offline'), keptAt); }
    if (!text) { notice(d.body.getAttribute('data-unkept')); return; }
    if (!back && from !== url) { trail.push(from); if (trail.length > 40) { trail.shift(); } }
    put(url, text);
    beat();
  });
}
function goBack() {
  var to = trail.pop() || screen().getAttribute('data-back');
  if (to) { go(to, true); }
}
function address(a) { return a.getAttribute('href'); }
d.onkeydown = function (e) {
  var k, at;
  e = e || w.event;
  k = e.keyCode;
  if (k === 37) { move(-1, 0); }
  else if (k === 38) { move(0, -1); }
  else if (k === 39) { move(1, 0); }
  else if (k === 40) { move(0, 1); }
  else if (k === 13) { at = focused(); if (at) { go(address(at)); } }
  else if (k === 8 || k === 27 || k === 461 || k === 10009) { goBack(); }
  else { return true; }
  if (e.preventDefault) { e.preventDefault(); }
  return false;
};
d.onclick = function (e) {
  var t = (e || w.event).target;
  while (t && t.nodeName !== 'A') { t = t.parentNode; }
  if (!t) { return true; }
  go(address(t));
  return false;
};
function beat() {
  var x = new XMLHttpRequest(), shown = screen().getAttribute('data-shown'), p = 'skin=tv&version=TV_VERSION&page=' + encodeURIComponent(here.split('?')[0]);
  if (shown) { p += '&shown=' + encodeURIComponent(shown); }
  if (keptAt) { p += '&keptSeconds=' + Math.round((new Date() - keptAt) / 1000); }
  try {
    x.open('POST', '/device/beat', true);
    x.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    x.onreadystatechange = function () { if (x.readyState === 4 && x.status === 410) { location.href = '/device'; } };
    x.send(p);
  } catch (e) { return; }
}
function gather(text, list, seen) {
  var pattern = /href="(\\/tv\\/[^"]+)"/g, m = pattern.exec(text), url;
  while (m) {
    url = m[1].split('&amp;').join('&');
    if (!seen[url]) { seen[url] = 1; list.push(url); }
    m = pattern.exec(text);
  }
}
function fill() {
  var list = [home], seen = {}, n = 0;
  seen[home] = 1;
  function next() {
    var url = list[n];
    n += 1;
    if (!url || n > 80) { return; }
    ask(url, function (text) {
      if (!text) { return; }
      keep(url, text);
      gather(text, list, seen);
      w.setTimeout(next, 300);
    });
  }
  next();
}
if (links().length) { links()[0].focus(); }
beat();
w.setTimeout(fill, 3000);
w.setInterval(beat, 60000);
w.setInterval(fill, 1800000);
w.setInterval(function () { if (here === home) { go(home, true); } }, 300000);
}());
`

export const tvVersion = createHash('sha256').update(source).digest('hex').slice(0, 8)
export const tvScript = source.replace('TV_VERSION', tvVersion)
