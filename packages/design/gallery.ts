// Prints a page that shows every component in one skin: `node packages/design/gallery.ts [phone|elder] > gallery.html`.
// The sentences are samples of a made-up village and are no part of the product.
import {
  bar,
  favicon,
  icons,
  mapLegend,
  mark,
  portalCss,
  schematicMap,
  statusTag,
  statusTone,
  wordmark,
} from './src/index.ts'
import type { IconName, LngLat, MapShape, StatusKind } from './src/index.ts'

const skin = process.argv[2] === 'elder' ? 'elder' : 'phone'

const tile = (icon: IconName, title: string, hint = '', main = false) =>
  `<li${main ? ' class="tile-wide"' : ''}><a class="tile${main ? ' tile-main' : ''}" href="#x">${icons[icon]}<span><b>${title}</b>` +
  `${hint === '' ? '' : `<small>${hint}</small>`}</span></a></li>`

const names: Record<StatusKind, string> = {
  received: '已收到',
  'in-hand': '办理中',
  done: '已办结',
  'not-done': '未办成',
  'on-time': '按时',
  soon: '快到期',
  late: '已超期',
  provisional: '暂定期限',
  paused: '已暂停',
  neutral: '一般',
  info: '提示',
  warn: '注意',
  danger: '严重',
  good: '正常',
}

const shapes: MapShape[] = []
const labels = ['新牛村', '北冯村', '康桥社区', '谭家村', '井家村', '坡底村', '樊家村', '润天社区', '马家村']
for (const [index, label] of labels.entries()) {
  const [column, row] = [index % 3, Math.floor(index / 3)]
  const corner = (x: number, y: number): LngLat => [
    109.2 + (x + 0.12 * Math.sin(y * 2 + x)) * 0.03,
    34.7 - (y + 0.12 * Math.cos(x * 3 + y)) * 0.02,
  ]
  const ring = [corner(column, row), corner(column + 1, row), corner(column + 1, row + 1), corner(column, row + 1)]
  shapes.push({
    id: String(index),
    ring,
    label,
    value: [0, 3, 12, 7, 2, 16, 5, 9, 1][index] ?? 0,
    href: '#x',
  })
}

const map = schematicMap({
  shapes,
  points: [
    { lng: 109.215, lat: 34.685, tone: 'danger', label: '路面塌陷', href: '#x' },
    { lng: 109.25, lat: 34.66, tone: 'warn', label: '路灯不亮', href: '#x' },
    { lng: 109.27, lat: 34.695, tone: 'info', label: '垃圾堆放', href: '#x' },
    { lng: 109.225, lat: 34.652, tone: 'good', label: '水渠已清淤', href: '#x' },
    { lng: 109.284, lat: 34.648, tone: 'neutral', label: '意见建议', href: '#x' },
  ],
  width: 400,
  height: 300,
  fontSize: 14,
  title: '各村在办件数',
  note: '示意图',
  valueLabel: (value) => `${value} 件`,
})

const head = `<header class="top"><div class="wrap"><a class="brand" href="#x">${mark(36)}新牛村</a>
<a class="switch" href="#x">${icons.elder}${skin === 'elder' ? '普通版' : '长辈版'}</a></div></header>
<div class="demo"><p class="wrap"><b>演示数据。</b>这里的村、人、事都是编造的。</p></div>`

const home = `<h1>新牛村</h1>
<ul class="tiles">${tile('report', '我要反映', '随手拍，不用登录', true)}${tile('progress', '查进度')}${tile('formalities', '我要办事')}${tile('disclosure', '村务公开')}${tile('money', '村里的账')}${tile('care', '找人帮忙')}${tile('policy', '问政策')}</ul>
<div class="cols"><section><h2>最近办结</h2>
<ul class="list"><li><a href="#x"><b>村东水渠堵了，麦地浇不上水</b><small>${statusTag('done', '已办结')} <time>今天 14:20</time> · 东一巷</small></a></li>
<li><a href="#x"><b>小学门口的路灯连续三天不亮，孩子放学看不清路</b><small>${statusTag('in-hand', '办理中')} <time>还剩 2 个工作日</time></small></a></li>
<li><a href="#x"><b>占地堆放建筑垃圾</b><small>${statusTag('received', '已收到')} <time>昨天 09:05</time></small></a></li>
<li><a href="#x"><b>申请在家门口设公交站</b><small>${statusTag('not-done', '未办成')} <time>3月12日</time></small></a></li></ul><p><a class="more" href="#x">全部 128 件</a></p></section>
<section><h2>有事打电话</h2><a class="call" href="tel:12345">${icons.phone}<span>政务服务热线<b>12345</b></span></a>
<h2>最新公开</h2><ul class="list"><li><a href="#x" class="row"><span>2月收支</span><time class="soft">3月8日</time></a></li><li><a href="#x" class="row"><span>低保名单调整</span><time class="soft">3月5日</time></a></li></ul></section></div>`

const form = `<a class="crumb" href="#x">返回</a>
<div class="errors" role="alert" tabindex="-1"><h2>还差一处没填好</h2><ul><li><a href="#what">请写一写是什么事</a></li></ul></div>
<p class="soft small">第 2 步，共 4 步</p>
<form><div class="field bad"><h1><label for="what">是什么事？</label></h1><p class="hint" id="h">说清楚在哪里、什么样、多久了，就好办。</p><p class="error">请写一写是什么事</p><textarea id="what" rows="4" placeholder="例：村东头的水渠堵了两天"></textarea></div>
<fieldset class="field"><legend>是哪一类？</legend>
<label class="choice"><input type="radio" name="k" checked><span>${icons.environment}环境卫生</span></label>
<label class="choice"><input type="radio" name="k"><span>${icons.road}<span>道路路灯<small>坑洼、塌陷、路灯不亮</small></span></span></label>
<label class="choice"><input type="checkbox"><span>不留姓名</span></label></fieldset>
<div class="field"><label for="f">照片（可以不传）</label><input id="f" type="file"></div>
<div class="field"><label for="p">手机号（可以不填）</label><p class="hint">加密保存，承办人看不到。</p><input id="p" class="short" type="tel" inputmode="tel"></div>
<div class="field"><label for="s">在哪个巷子</label><select id="s" class="short"><option>东一巷</option></select></div>
<div class="buttons"><button class="button" type="button">下一步</button><button class="button second" type="button">先存着</button></div></form>`

const receipt = `<div class="receipt"><h1>已收到</h1><p>您反映的编号</p><b class="number">0312 0047</b><p>请拍下来或记下来，凭它可以查进度。</p></div>`

const progress = `<h2>办到哪一步了</h2><ol class="timeline"><li><b>您反映了这件事</b><time>3月10日 08:12</time></li><li><b>网格员已到现场</b><time>3月10日 10:40</time><p>渠里有倒下的树，需要镇上派车。</p></li><li class="now" aria-current="step"><b>关山街道正在处理</b><time>还剩 2 个工作日</time></li><li class="next"><b>请您看看解决了没有</b></li></ol>
<dl class="facts"><div><dt>编号</dt><dd class="number">0312 0047</dd></div><div><dt>类别</dt><dd>农田水利</dd></div><div><dt>谁在办</dt><dd>关山街道办事处农业综合服务站</dd></div><div><dt>期限</dt><dd>${statusTag('soon', '快到期')} 3月14日 18:00 前</dd></div></dl>`

const notices = (['info', 'good', 'warn', 'danger', 'neutral'] as const)
  .map(
    (tone) =>
      `<div class="notice ${tone}">${icons[({ info: 'info', good: 'check', warn: 'warning', danger: 'warning', neutral: 'pause' } as const)[tone]]}<div><p><b>${names[tone]}</b></p><p>闻到煤气味请先到屋外，再打 <a href="tel:119">119</a>。</p></div></div>`,
  )
  .join('')

const money = `<h2>2月收支</h2><ul class="filters"><li><a href="#x">1月</a></li><li><a href="#x" aria-current="page">2月</a></li><li><a href="#x">3月</a></li></ul>
<p>收入 12.4 万元</p>${bar(12.4, 12.4, 'good')}<p>支出 8.1 万元</p>${bar(8.1, 12.4, 'info')}
<div class="table" role="region" tabindex="0" aria-label="收支"><table><caption>明细</caption><thead><tr><th>日期</th><th>事由</th><th>经手</th><th class="num">金额（元）</th></tr></thead><tbody><tr><td><time>2月3日</time></td><td>机井维修，更换水泵一台</td><td>张*明</td><td class="num">−3,280.00</td></tr><tr><td><time>2月17日</time></td><td>集体土地承包费</td><td>李*</td><td class="num">124,000.00</td></tr></tbody><tfoot><tr><th colspan="3">结余</th><td class="num">120,720.00</td></tr></tfoot></table></div>
<form class="search"><input aria-label="搜" type="search" placeholder="搜事由"><button class="button" type="button">搜索</button></form>
<nav><ul class="pages"><li><a href="#x">上一页</a></li><li><a href="#x" aria-current="page">2</a></li><li><a href="#x">3</a></li><li><span>…</span></li><li><a href="#x">下一页</a></li></ul></nav>
<details open><summary>这笔钱是谁定的？</summary><div><p>2月1日村民代表会议表决，应到 32 人，实到 28 人，同意 27 人。</p></div></details><details><summary>怎么提出疑问？</summary><div><p>x</p></div></details>`

const tags = `<h2>标签</h2><p>${(Object.keys(statusTone) as StatusKind[]).map((kind) => statusTag(kind, names[kind])).join(' ')}</p>`
const marks = `<h2>标识</h2><div class="card"><p>${[16, 24, 32, 64, 200].map((size) => mark(size)).join(' ')} ${[16, 32, 64].map((size) => mark(size, { colours: 'one' })).join(' ')}</p><p>${wordmark(24)} &nbsp; ${wordmark(48)} &nbsp; ${wordmark(48, { colours: 'one' })}</p></div>`
const drawn = `<h2>图标</h2><div class="card" style="columns:3 6em;font-size:14px">${(Object.keys(icons) as IconName[]).map((name) => `<div>${icons[name]} ${name}</div>`).join('')}</div>`
const mapped = `<h2>地图</h2><figure>${map}<figcaption>${mapLegend([
  { level: 0, label: '无' },
  { level: 1, label: '1–4' },
  { level: 2, label: '5–8' },
  { level: 3, label: '9–12' },
  { level: 4, label: '13 以上' },
])}</figcaption></figure>`
const foot = `<footer class="foot"><div class="wrap"><a href="#x">隐私说明</a><a href="#x">无障碍</a><a href="#x">给工作人员</a><p>${wordmark(20)}</p><p>阎良区 · 演示</p></div></footer>`

console.log(`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>样式一览</title><link rel="icon" href="data:image/svg+xml,${encodeURIComponent(favicon)}"><style>${portalCss(skin)}</style><body><a class="skip" href="#main">跳到正文</a>${head}
<main id="main"><div class="wrap">${home}</div><div class="wrap"><div class="narrow">${form}${receipt}${progress}${notices}${money}${tags}${mapped}${marks}${drawn}</div></div></main>${foot}</body></html>`)
