/**
 * The only script of the villagers' pages, in the words of 2009 so that old WebViews can read it. Every page works without.
 * It fills in the phone's position when asked, and shrinks photos before they cross a thin line. Browsers measure in WGS84.
 */
export const portalScript = `(function(){var d=document,b=d.querySelector('[data-locate]'),n=navigator;
if(b&&n.geolocation){b.hidden=false;b.querySelector('button').onclick=function(){var s=b.querySelector('[role]');s.textContent='…';n.geolocation.getCurrentPosition(function(p){b.querySelector('[name=lng]').value=p.coords.longitude;b.querySelector('[name=lat]').value=p.coords.latitude;s.textContent=b.getAttribute('data-locate')},function(){s.textContent=b.getAttribute('data-failed')},{enableHighAccuracy:true,timeout:15000})}}
var f=d.querySelector('input[type=file]');if(f&&window.DataTransfer&&HTMLCanvasElement.prototype.toBlob)f.onchange=function(){var t=new DataTransfer(),a=[].slice.call(f.files),k=0;if(!a.length)return;a.forEach(function(o,i){function done(x){a[i]=x;if(++k==a.length){a.forEach(function(y){t.items.add(y)});f.files=t.files}}if(!/^image/.test(o.type)||o.size<1.5e6)return done(o);var m=new Image();m.onerror=function(){done(o)};m.onload=function(){var r=Math.min(1,1600/Math.max(m.width,m.height)),c=d.createElement('canvas');c.width=m.width*r;c.height=m.height*r;c.getContext('2d').drawImage(m,0,0,c.width,c.height);c.toBlob(function(z){done(z&&z.size<o.size?new File([z],o.name,{type:'image/jpeg'}):o)},'image/jpeg',.85)};m.src=URL.createObjectURL(o)})};
var e=d.getElementById('errors');if(e)e.focus()})()`
